"""A real chat model at the end of a real connection, on loopback, where its packages are installed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tanyahumas.answering.chat import ChatAnswerer
from tanyahumas.answering.draft import VerifiedClaim
from tanyahumas.answering.models import load_chat_model
from tanyahumas.domain import Passage
from tanyahumas.errors import AnsweringError
from tanyahumas.prompts import read_prompt
from tanyahumas.retrieval.question import understand
from tests.answering.local_model import missing
from tests.conftest import PROJECT, make_release

PATIENCE = 900  # seconds; a busy machine of two cores reads some 5 tokens a second

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(bool(missing()), reason="packages of a real model are missing: docs/chat-models.md"),
]
TEXT = (
    "Rektor IKTA tidak hadir sendiri dan diwakili Afner Gus Chandra, S.Kom.I, M.Sos, yang menjabat Kepala "
    "Unit Humas, Kerjasama dan Protokoler. Naskahnya diteken pada Selasa (17/10) di kantor BP2MI di Jakarta. "
    "Seluruhnya tercatat 39 peserta."
)
RELEASE = make_release(text=TEXT, title="IKTA dan BP2MI Meneken Kerja Sama")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of the served model."""
    command = [sys.executable, "-m", "tests.answering.local_model", str(tmp_path_factory.mktemp("model"))]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=PROJECT
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


def answer(url: str, question: str) -> tuple[VerifiedClaim, ...]:
    prompt = read_prompt(PROJECT / "prompts", "answer")
    answerer = ChatAnswerer(load_chat_model("openai:m", url, "", PATIENCE), prompt, 3000, PATIENCE)
    return answerer.answer(understand(question, 1000), [Passage(RELEASE, 0, len(TEXT), 1.0)])


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Siapa yang mewakili Rektor IKTA?", "Afner Gus Chandra"),
        ("How many participants were recorded?", "39"),
    ],
)
def test_a_real_model_answers_with_a_quote(url: str, question: str, told: str) -> None:
    """What it says is verified against the release."""
    claims = answer(url, question)
    assert any(told in claim.quote.text for claim in claims)


def test_a_real_model_says_nothing_that_is_not_there(url: str) -> None:
    """It says no, or what it says is not verified."""
    try:
        claims = answer(url, "Berapa biaya kuliah per semester?")
    except AnsweringError:
        claims = ()
    assert claims == ()
