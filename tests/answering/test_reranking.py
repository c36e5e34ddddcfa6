"""The order of passages by search, reader and words, with a reader that is told what it sees."""

from __future__ import annotations

import pytest

from tanyahumas.answering.reranking import ReadingReranker, signs_of
from tanyahumas.domain import Passage
from tanyahumas.retrieval.question import understand
from tests.answering.test_reading import TellingReader
from tests.conftest import make_release


def passage(name: str, text: str, score: float = 1.0, title: str = "Rilis") -> Passage:
    release = make_release(name, text, title=title)
    return Passage(release, 0, len(text), score)


def order(question: str, passages: list[Passage], **told: float) -> list[str]:
    reader = TellingReader({words.replace("_", " "): sure for words, sure in told.items()})
    ranked = ReadingReranker(reader).rerank(understand(question, 1000), passages)
    assert [p.score for p in ranked] == sorted((p.score for p in ranked), reverse=True)
    return [p.release.id for p in ranked]


COUNT = passage("jumlah", "Acara itu dihadiri 39 peserta.")
HALL = passage("aula", "Acara itu digelar di aula.", score=1.5)


@pytest.mark.parametrize("asked", ["Berapa yang datang?", "How many came?"])
def test_what_the_reader_finds_passes_what_the_search_prefers(asked: str) -> None:
    assert order(asked, [HALL, COUNT]) == ["aula", "jumlah"]
    assert order(asked, [HALL, COUNT], **{"39": 0.9}) == ["jumlah", "aula"]


def test_words_of_the_question_count_and_those_of_the_title_too() -> None:
    """Where the reader finds as much in both."""
    named = passage("wisuda", "Acara itu digelar di aula.", title="Wisuda Ke-45")
    assert order("wisuda ke-45 di mana?", [HALL, named]) == ["wisuda", "aula"]
    assert order("siapa yang hadir?", [HALL, named]) == ["aula", "wisuda"]


def test_the_signs_have_bounds() -> None:
    """A margin is held to eight; without a word to look for the overlap is 0."""
    question = understand("Berapa peserta acara?", 1000)
    sure = TellingReader({"39": 3.0}).read("", [COUNT.text])[0]
    assert signs_of(question, COUNT, sure) == (1.0, 1.0, 1.0)
    assert signs_of(understand("Berapa?", 1000), COUNT, sure)[2] == 0.0


def test_nothing_is_ranked_without_passages() -> None:
    assert ReadingReranker(TellingReader({})).rerank(understand("Berapa?", 100), []) == ()
