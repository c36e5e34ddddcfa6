"""A chat model at the end of a real connection, well and in trouble."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tanyahumas.app import App
from tanyahumas.assistant import Assistant
from tanyahumas.domain import AnsweredBy, Turn
from tests.answering.loopback import FAULTS, KEY, QUESTION, REPLY, TIMEOUT, Served, replying, serving


@pytest.fixture(scope="module")
def served(campus: App) -> Iterator[Served]:
    """The assistant as the program builds it, its chat model at a server that can be told how to act."""
    with serving(campus) as served:
        yield served


@pytest.fixture
def assistant(served: Served) -> Assistant:
    """The same, with nothing asked yet."""
    served.server.asked.clear()
    return served.assistant


@pytest.fixture(autouse=True)
def all_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever any library logs, the key is not in it."""
    caplog.set_level(logging.DEBUG)
    yield
    assert KEY not in caplog.text


def test_a_whole_reply_is_the_answer(
    served: Served, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    """Its claim is shown with the registry's words; tokens are logged as the server tells them."""
    served.server.act = replying(*REPLY)
    answer = assistant.ask(QUESTION)
    assert answer.answered_by is AnsweredBy.CHAT_MODEL
    assert answer.claims[0].text == "Rektor diwakili Afner Gus Chandra."
    assert answer.claims[0].quote.text in answer.citations[0].release.text
    assert [request["stream"] for request in served.server.asked] == [True]
    assert "chat model used 321 tokens in, 45 out" in caplog.text


def test_a_follow_up_is_rewritten_by_the_same_model(served: Served, assistant: Assistant) -> None:
    """First the rewriting, then the answer to what was rewritten."""
    replies = iter([QUESTION, REPLY])
    served.server.act = lambda http: replying(next(replies))(http)
    answer = assistant.ask("siapa wakilnya?", history=[Turn("Rektor IKTA?", ())])
    rewriting, answering = (request["messages"][0]["content"] for request in served.server.asked)
    assert rewriting.rstrip().endswith("Last question: siapa wakilnya?")
    assert answering.rstrip().endswith(f"Question: {QUESTION}")
    assert answer.answered_by is AnsweredBy.CHAT_MODEL


@pytest.mark.parametrize("fault", FAULTS)
def test_in_trouble_quotes_answer(served: Served, fault: str) -> None:
    """Whatever the server does, and while it still does it, the reader answers and says so."""
    with served.acting(fault) as assistant:
        answer = assistant.ask(QUESTION)
    assert answer.answered_by is AnsweredBy.QUOTES
    assert "Afner Gus Chandra" in answer.claims[0].text
    assert answer.notices[0].startswith("Model bahasa tidak memberi jawaban")
    assert KEY not in repr(answer)


def test_rewriting_and_answering_share_one_time(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    """A server that never replies is given up twice, together after the time of one question."""
    with served.acting("no reply in time") as assistant:
        answer = assistant.ask(QUESTION, history=[Turn("Rektor IKTA?", ())])
    waits = [float(r.getMessage().split()[-2]) for r in caplog.records if " within " in r.getMessage()]
    assert answer.answered_by is AnsweredBy.QUOTES
    assert len(waits) == 2
    assert sum(waits) == TIMEOUT
