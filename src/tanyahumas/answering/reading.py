"""Answers by the extractive reader: a short answer, and the sentence that says it."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from tanyahumas.answering.choosing import LEAST_PROBABILITY, Signs, held
from tanyahumas.answering.draft import VerifiedClaim
from tanyahumas.answering.quotes import Scored, question_overlap
from tanyahumas.answering.reader import Reading
from tanyahumas.answering.rivals import Candidate, told
from tanyahumas.answering.spans import completed
from tanyahumas.domain import Passage
from tanyahumas.language.calendar import MONTH
from tanyahumas.retrieval.question import Question, QuestionType

READ = 5  # passages whose sentences are compared
COMPARED = 6  # sentences that are read by themselves
REMEMBERED = 512
# Types whose answer is said by whole sentences rather than by a short span.
_BY_SENTENCE = frozenset({QuestionType.WHY, QuestionType.HOW, QuestionType.LIST})
# What a span must hold to answer a question of its type.
_FITS = {
    QuestionType.WHO: re.compile(r"[A-ZÀ-Þ]"),
    QuestionType.WHERE: re.compile(r"[A-ZÀ-Þ]"),
    QuestionType.WHEN: re.compile(
        r"\d|\b(?:pagi|siang|sore|malam|hari|morning|evening|day)\b", re.IGNORECASE
    ),
    QuestionType.HOW_MANY: re.compile(
        r"\d|\b(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|one|two|three|four|five|six|seven"
        r"|eight|nine|ten|se(?:orang|buah|ekor|kali|puluh|belas|ratus|ribu|juta|miliar|tengah|paruh|hari"
        r"|minggu|pekan|bulan|tahun|pertiga|perempat))\b",
        re.IGNORECASE,
    ),
}
# What holds digits and counts nothing: `23 Oktober 2025`, `Oktober 2025`, `(17/10/2023)`, `2025`.
_DATED = re.compile(
    rf"(?:\d{{1,2}} )?\b(?:{MONTH})\b(?: \d{{4}})?|\b\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?\b"
    r"|^\W*(?:19|20)\d\d\W*$",
    re.IGNORECASE,
)


class Reads(Protocol):
    """What is needed of the reader."""

    def read(self, question: str, passages: Sequence[str], titles: Sequence[str] = ()) -> list[Reading]: ...


class RanksSentences(Protocol):
    """What is needed of the sentence ranker."""

    def rank(self, question: Question, passages: Sequence[Passage]) -> list[Scored]: ...


class RememberingReader:
    """Reads each question, passage and title once, though reranking and answering both ask."""

    def __init__(self, reader: Reads, most: int = REMEMBERED) -> None:
        """`most` readings are remembered, the latest."""
        self._reader = reader
        self._most = most
        self._lock = Lock()
        self._held: OrderedDict[tuple[str, str, str], Reading] = OrderedDict()

    def read(self, question: str, passages: Sequence[str], titles: Sequence[str] = ()) -> list[Reading]:
        """See `Reader.read`."""
        keys = [
            (question, text, title)
            for text, title in zip(passages, titles or [""] * len(passages), strict=True)
        ]
        with self._lock:
            found = {key: self._held[key] for key in keys if key in self._held}
        if missing := [key for key in dict.fromkeys(keys) if key not in found]:
            texts, before = [key[1] for key in missing], [key[2] for key in missing] if titles else ()
            made = dict(zip(missing, self._reader.read(question, texts, before), strict=True))
            found.update(made)
            with self._lock:
                self._held.update(made)
                while len(self._held) > self._most:
                    self._held.popitem(last=False)
        return [found[key] for key in keys]


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence that may be told, and what speaks for it."""

    candidate: Candidate
    signs: Signs


class ReadingAnswerer:
    """Picks the sentence that words, meaning and reader together find best, and the reader's span in it."""

    def __init__(self, reader: Reads, sentences: RanksSentences) -> None:
        self.reader = reader
        self._sentences = sentences

    def answer(self, question: Question, passages: Sequence[Passage]) -> tuple[VerifiedClaim, ...]:
        """The best sentence, and of another release one nearly as good that says otherwise; () for none.

        Where a release shown corrects what it says, the right words are told instead (`rivals`).
        """
        judged = self.judged(question, passages)
        if not judged or not judged[0].candidate.sure:
            return ()
        candidates = [one.candidate for one in judged]
        releases = list({passage.release.id: passage.release for passage in passages}.values())
        chosen = told(candidates, releases, alike=question.type not in _FITS)
        return tuple(_claim(question, c) for c in chosen if c is not None)

    def judged(self, question: Question, passages: Sequence[Passage]) -> list[Judged]:
        """The likely sentences of the first passages, each read by itself, best first.

        A passage has one likeliest span, which may be the right answer to a slightly other
        question; so the sentences are compared, not the spans: the first by words and meaning,
        and those that hold a passage's likeliest span. For a question of a kind, those without a
        span of that kind are left out: 3 of 25 such sentences were right.
        """
        chosen = list(passages[:READ])
        in_passage = self.reader.read(question.text, [p.text for p in chosen])
        ranked = self._sentences.rank(question, chosen)
        likely = [
            scored
            for place, scored in enumerate(ranked)
            if place < COMPARED or _holds(scored, chosen[scored.rank], in_passage[scored.rank])
        ]
        texts = [scored.quote.text for scored in likely]
        readings = self.reader.read(question.text, texts)
        titled = self.reader.read(question.text, texts, [scored.quote.release.title for scored in likely])
        shares = [question_overlap(question, passage) for passage in chosen]
        judged = [
            _judged(question, scored, alone, below_title, shares[scored.rank])
            for scored, alone, below_title in zip(likely, readings, titled, strict=True)
        ]
        if question.type in _FITS:
            judged = [one for one in judged if one.candidate.span]
        english = question.language == "en"
        return sorted(judged, key=lambda one: -one.signs.order(english=english))


def _holds(scored: Scored, passage: Passage, reading: Reading) -> bool:
    start, end = passage.start + reading.start, passage.start + reading.end
    return start < end and scored.quote.start <= start and end <= scored.quote.end


def _judged(
    question: Question, scored: Scored, reading: Reading, titled: Reading, passage_overlap: float
) -> Judged:
    """A span that is not of the asked kind counts as none."""
    quote = scored.quote
    fits = _fits(question.type, quote.text[reading.start : reading.end])
    margin, titled_margin = (
        held(one.span_score - one.null_score) if fits else -1.0 for one in (reading, titled)
    )
    span = (quote.start + reading.start, quote.start + reading.end) if fits else None
    signs = Signs(scored.score, scored.overlap, passage_overlap, scored.rank, margin, titled_margin)
    english = question.language == "en"
    sure = signs.probability(english=english) >= LEAST_PROBABILITY
    return Judged(Candidate(quote, signs.apart(english=english), span, sure=sure), signs)


def _fits(kind: QuestionType, span: str) -> bool:
    if kind is QuestionType.HOW_MANY:
        span = _DATED.sub(" ", span)
    needed = _FITS.get(kind)
    return bool(span.strip()) and (needed is None or needed.search(span) is not None)


def _claim(question: Question, candidate: Candidate) -> VerifiedClaim:
    quote = candidate.quote
    if candidate.span is None or question.type in _BY_SENTENCE:
        return VerifiedClaim("", quote)
    start, end = completed(question.type, quote.release.text, *candidate.span)
    return VerifiedClaim(quote.release.text[max(start, quote.start) : min(end, quote.end)], quote)
