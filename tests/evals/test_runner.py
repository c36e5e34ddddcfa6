"""Asking and searching for the questions of a set."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from tanyahumas.domain import Answer, AnsweredBy, Citation, Claim, Passage, Quote, Release
from tanyahumas.evals.runner import RANKED, SEARCHED, run
from tests.conftest import make_release
from tests.evals.records import make_question

RELEASE = make_release("a", "Budi Santoso membuka acara.")
NOW = datetime(2025, 11, 24, 9, tzinfo=UTC)


def make_answer(quote: Quote, text: str = "") -> Answer:
    """A found answer with one claim."""
    return Answer(
        question="Siapa?",
        language="id",
        found=True,
        text=quote.text,
        claims=(Claim(text, quote, 1),),
        citations=(Citation(1, quote.release),),
        passages=(),
        nearest=(),
        up_to=None,
        notices=(),
        answered_by=AnsweredBy.QUOTES,
        milliseconds=1,
    )


@dataclass
class Canned:
    """Finds and says the same for every question, and notes what it was asked."""

    passages: tuple[Passage, ...] = (Passage(RELEASE, 0, 4, 1.0),)
    answer: Answer = field(default_factory=lambda: make_answer(Quote(RELEASE, 0, 12)))
    searched: list[tuple[str, int]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def search(self, question: str, *, k: int) -> tuple[Passage, ...]:
        self.searched.append((question, k))
        return self.passages

    def ask(self, question: str) -> Answer:
        self.asked.append(question)
        return self.answer


def text_of(_: str) -> str:
    return RELEASE.text


def test_each_release_is_ranked_once() -> None:
    """Passages of one release are one rank, at its best place; ten are kept."""
    releases: list[Release] = [make_release(name) for name in "bacdefghijkl"]
    passages = tuple(Passage(r, 0, 1, 0.5) for r in [releases[0], releases[1], releases[0], *releases])
    (record,) = run(lambda _: Canned(passages), [make_question()], text_of, answered=False)
    assert record.ranked == tuple("bacdefghij")
    assert len(record.ranked) == RANKED


def test_searching_does_not_ask() -> None:
    """Without `answered` there is no reply; the first question is searched for once more, to warm up."""
    assistant = Canned()
    records = run(lambda _: assistant, [make_question("1"), make_question("2")], text_of, answered=False)
    assert [record.reply for record in records] == [None, None]
    assert all(record.milliseconds is not None for record in records)
    assert assistant.asked == []
    assert assistant.searched == [("Siapa rektor?", SEARCHED)] * 3


def test_a_reply_holds_what_was_said_and_cited() -> None:
    """The statement where there is one, else the quote."""
    quote = Quote(RELEASE, 0, 12)
    for text, said in (("", "Budi Santoso"), ("Budi", "Budi")):
        assistant = Canned(answer=make_answer(quote, text))
        (record,) = run(lambda _, a=assistant: a, [make_question()], text_of, answered=True)
        assert record.reply is not None
        assert (record.reply.found, record.reply.said, record.reply.cited) == (True, said, ("a",))
        assert record.milliseconds is None


@pytest.mark.parametrize(
    ("quote", "exact"),
    [
        (Quote(RELEASE, 0, 12), 1),
        (Quote(make_release("a", "Budi Santosa membuka acara."), 0, 12), 0),
        (Quote(RELEASE, 5, 5), 0),
        (Quote(RELEASE, 90, 99), 0),
    ],
)
def test_quotes_are_held_against_another_source(quote: Quote, exact: int) -> None:
    """A quote that differs by a letter, is empty or stands nowhere is not exact."""
    assistant = Canned(answer=make_answer(quote))
    (record,) = run(lambda _: assistant, [make_question()], text_of, answered=True)
    assert record.reply is not None
    assert (record.reply.quotes, record.reply.exact_quotes) == (1, exact)


def test_questions_are_asked_at_their_time() -> None:
    """A question with a frozen time is asked of the assistant of that time; progress is told of each."""
    times: list[datetime | None] = []
    told: list[bool] = []

    def at(now: datetime | None) -> Canned:
        times.append(now)
        return Canned()

    questions = [make_question("1"), make_question("2", now=NOW)]
    run(at, questions, text_of, answered=False, progress=lambda: told.append(True))
    assert (times, len(told)) == ([None, None, NOW], 2)


def test_no_questions_no_records() -> None:
    """An empty set asks nothing."""
    assert run(lambda _: Canned(), [], text_of, answered=True) == ()
