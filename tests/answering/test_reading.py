"""Answers by a reader, with a reader that is told what it sees."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tanyahumas.answering.draft import VerifiedClaim
from tanyahumas.answering.quotes import Scored
from tanyahumas.answering.reader import Reading
from tanyahumas.answering.reading import ReadingAnswerer, RememberingReader
from tanyahumas.domain import Passage, Quote
from tanyahumas.language.sentences import sentence_spans
from tanyahumas.retrieval.question import Question, understand
from tests.conftest import make_release


class TellingReader:
    """Finds the words that it is told, with the probability that it is told; counts what it reads."""

    def __init__(self, told: dict[str, float]) -> None:
        self.told = told
        self.read_texts: list[str] = []

    def read(self, question: str, passages: Sequence[str], titles: Sequence[str] = ()) -> list[Reading]:
        self.read_texts += passages
        return [self._reading(text) for text in passages]

    def _reading(self, text: str) -> Reading:
        for words, probability in self.told.items():
            if words in text:
                at = text.index(words)
                return Reading(at, at + len(words), 10 * probability, 0.0, probability)
        return Reading(0, 0, 0.0, 5.0, 0.01)


class SentenceByWords:
    """Scores each sentence 1.04, and 0.2 more for each word of the question that it holds."""

    def rank(self, question: Question, passages: Sequence[Passage]) -> list[Scored]:
        found = []
        for rank, p in enumerate(passages):
            for start, end in sentence_spans(p.text):
                quote = Quote(p.release, p.start + start, p.start + end)
                shared = sum(word in quote.text.lower() for word in question.tokens)
                share = shared / len(question.tokens)
                found.append(Scored(quote, 1.04 + 0.2 * shared, share, rank))
        return found


def passage(name: str, text: str, score: float = 1.0) -> Passage:
    """The part after `BEFORE ` of a release, so that offsets are those of the release."""
    release = make_release(name, f"BEFORE {text}")
    return Passage(release, 7, len(release.text), score)


SIGNING = passage(
    "tandatangan", "Acara dibuka. Rektor diwakili Afner Gus Chandra, S.Kom.I, M.Sos yang hadir. Selesai."
)
COUNT = passage("jumlah", "Seluruhnya 39 peserta. Acara ditutup.")


def answer(question: str, passages: Sequence[Passage], **told: float) -> tuple[VerifiedClaim, ...]:
    """What is claimed when the reader finds these words (`_` for a blank)."""
    reader = TellingReader({words.replace("_", " "): probability for words, probability in told.items()})
    return ReadingAnswerer(reader, SentenceByWords()).answer(understand(question, 1000), passages)


def test_the_short_answer_and_its_sentence() -> None:
    """The claim is the span, the quote the sentence around it, with offsets of the release."""
    (claim,) = answer("Apa acaranya?", [SIGNING], Afner_Gus_Chandra=0.9)
    assert claim.text == "Afner Gus Chandra"
    assert claim.quote.text == "Rektor diwakili Afner Gus Chandra, S.Kom.I, M.Sos yang hadir."


def test_a_person_keeps_the_degrees() -> None:
    """Asked for a person, the degrees that follow the name belong to it."""
    (claim,) = answer("Siapa yang mewakili rektor?", [SIGNING], Afner_Gus_Chandra=0.9)
    assert claim.text == "Afner Gus Chandra, S.Kom.I, M.Sos"


def test_a_bare_number_gets_its_unit() -> None:
    """`39` alone says little."""
    (claim,) = answer("Berapa peserta seluruhnya?", [COUNT], **{"39": 0.9})
    assert claim.text == "39 peserta"


def test_a_date_keeps_its_weekday_and_bracket() -> None:
    """`Rabu (16/4)`, not `(16/4`."""
    (claim,) = answer("Kapan acara?", [passage("w", "Acara digelar Rabu (16/4).")], **{"(16/4": 0.9})
    assert claim.text == "Rabu (16/4)"


def test_an_unsure_answer_is_not_given() -> None:
    """Where neither words nor reader speak for a sentence, nothing is claimed."""
    assert answer("Kapan perpustakaan buka?", [SIGNING]) == ()
    assert answer("Siapa yang mewakili rektor?", []) == ()


def test_what_the_reader_finds_outweighs_order() -> None:
    """The sentence with the span comes first, from whatever passage."""
    other = passage("lain", "Peserta seluruhnya banyak.")
    (claim,) = answer("Berapa peserta seluruhnya?", [other, COUNT], **{"39": 0.9})
    assert claim.quote.text == "Seluruhnya 39 peserta."


def test_without_a_span_the_sentence_speaks_for_itself() -> None:
    """Words alone can be enough; then there is no short answer."""
    (claim,) = answer("Mengapa rektor diwakili yang hadir?", [SIGNING])
    assert (claim.text, claim.quote.text.startswith("Rektor diwakili")) == ("", True)


def test_a_span_of_another_kind_is_no_answer() -> None:
    """A word without a capital is no place, and where no place is named the sentence does not tell it."""
    claims = answer("Di mana acara?", [passage("lain", "Acara dibuka dengan doa.")], dengan_doa=0.9)
    assert [claim.text for claim in claims] == []


@pytest.mark.parametrize("span", ["23 Oktober 2025", "(16/4)", "September", "sekitar", "2025"])
def test_a_day_is_no_number(span: str) -> None:
    """Asked how many, neither a day nor a word that only begins like a number is told."""
    said = f"Acara {span} itu dihadiri banyak peserta."
    claims = answer("Berapa peserta acara itu?", [passage("lain", said)], **{span.replace(" ", "_"): 0.9})
    assert claims == ()


@pytest.mark.parametrize("span", ["39 peserta pada 16 April 2025", "seratus", "Tujuh"])
def test_a_number_is_told(span: str) -> None:
    """Also as a word, or beside a day."""
    said = f"Acara dihadiri {span} peserta."
    (claim,) = answer("Berapa peserta acara?", [passage("lain", said)], **{span.replace(" ", "_"): 0.9})
    assert claim.text.startswith(span)


def test_releases_that_contradict_are_both_shown() -> None:
    """Two releases with different figures, as sure: whoever asked decides."""
    other = passage("lain", "Seluruhnya 41 peserta.")
    asked = "Berapa peserta seluruhnya?"
    claims = answer(asked, [COUNT, other], **{"39": 0.9, "41": 0.9})
    assert [claim.text for claim in claims] == ["39 peserta", "41 peserta"]
    assert len(answer(asked, [COUNT, other], **{"39": 0.8, "41": 0.3})) == 1


def test_reasons_are_told_by_sentences() -> None:
    """For why, how and lists the sentence is the answer."""
    (claim,) = answer("Mengapa acara ditutup?", [SIGNING, COUNT], Acara_ditutup=0.9)
    assert (claim.text, claim.quote.text) == ("", "Acara ditutup.")


def test_no_pair_is_read_twice() -> None:
    """Reranking and answering ask for the same readings."""
    reader = TellingReader({"39": 0.9})
    remembering = RememberingReader(reader)
    first = remembering.read("q", ["a", "39", "a"])
    assert remembering.read("q", ["39", "b"])[0] == first[1]
    assert reader.read_texts == ["a", "39", "b"]
    remembering.read("other", ["39"])
    assert reader.read_texts[-1] == "39"
    below = remembering.read("q", ["39", "a"], ["39 Tamu", ""])
    assert below[1] == first[0]
    assert reader.read_texts[-1] == "39"
    assert remembering.read("q", [], []) == []
