"""What a question takes from the exchanges before it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tanyahumas.retrieval.conversation import Exchange, Thread, thread_of
from tanyahumas.retrieval.question import understand
from tests.conftest import make_release

WISUDA = make_release(
    "wisuda", "Wisuda ke-41 mengukuhkan 587 lulusan. Lulusan terbaik Arif. Dipimpin rektor.", title="Wisuda"
)
KNOWN = {
    "wisuda",
    "41",
    "42",
    "lulus",
    "baik",
    "pimpin",
    "rektor",
    "bp2mi",
    "wakil",
    "pkkmb",
    "serta",
    "pimpinan",
}


def rarity(tokens: Sequence[str]) -> list[float]:
    return [2.0 if token in KNOWN else 9.0 for token in tokens]


def follow(question: str, before: str = "berapa lulusan wisuda ke-41?") -> Thread | None:
    return thread_of(understand(question, 500), [Exchange(understand(before, 500), (WISUDA,))], rarity)


@pytest.mark.parametrize("question", ["siapa lulusan terbaiknya?", "kapan itu?", "lalu siapa yang memimpin?"])
def test_a_follow_up_takes_words_and_release_along(question: str) -> None:
    """It searches with the earlier words too, and what was cited gains."""
    thread = follow(question)
    assert thread is not None
    assert thread.tokens["wisuda"] > 0
    assert thread.cited["wisuda"] > 0


@pytest.mark.parametrize("question", ["siapa yang mewakili BP2MI?", "berapa peserta PKKMB?"])
def test_a_new_topic_is_not_dragged_along(question: str) -> None:
    """Words that what was cited does not hold make a question of its own."""
    assert follow(question) is None


def test_a_number_is_put_for_a_number() -> None:
    """`kalau ke-42?` asks the same of another graduation, which the cited release does not tell."""
    thread = follow("kalau ke-42?")
    assert thread is not None
    assert "41" not in thread.tokens
    assert thread.cited["wisuda"] == 0


def test_the_following_year_is_reckoned() -> None:
    """`tahun berikutnya` is the year after the one asked about."""
    thread = follow("kalau tahun berikutnya?", "berapa peserta PKKMB 2024?")
    assert thread is not None
    assert "2025" in thread.tokens
    assert "2024" not in thread.tokens


def test_without_a_conversation_nothing_is_taken() -> None:
    """The first question stands alone."""
    assert thread_of(understand("kapan itu?", 500), [], rarity) is None
