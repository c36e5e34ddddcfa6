"""Follow-ups without a language model: what a question takes from the exchanges before it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tanyahumas.domain import Release
from tanyahumas.language.tokens import search_tokens
from tanyahumas.retrieval.dates import GENERIC, Asked, read_dates
from tanyahumas.retrieval.question import Question, QuestionType
from tanyahumas.retrieval.support import Rarity, concepts_of, support

CARRIED = 0.5  # weight of a word of the question before
FADE = 0.6  # what is left of it with each further exchange
CITED = 2.0  # standard deviations for a release cited before that holds all words of the question
POINTED = 0.5  # share of support that a question which points back has whatever it holds
SETTLED = 0.75  # share of support from which a reranker leaves what was cited in its place
HELD = 0.75  # share of support from which a short question leans on what was cited
FEW = 4  # words of a question that may lean on the one before without saying so
LONGEST = 400  # characters of earlier questions that the embedding model reads

_LEAD = re.compile(
    r"(?:lalu|terus|trus|kemudian|dan|kalau|kalo|klo|kl|nah|sedangkan|adapun|selain (?:itu|dia)|"
    r"(?:bagaimana|gimana) (?:dengan|kalau)|untuk yang|yang|"
    r"and|then|but|so|also|(?:what|how) about|(?:what|who|where|anything) else|what if)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:itu|tersebut|tadi|dia|ia|beliau|mereka|di ?sana|di ?situ|ke ?sana|begitu|"
    r"it|its|they|them|their|he|she|his|her|him|that|those|these|this)\b"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )\bthere\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"\b(?!(?:hanya|punya|tanya|bertanya|biasanya|akhirnya|misalnya|lainnya)\b)[\w-]{2,}nya\b"
)
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_NAME = re.compile(r"(?<=\s)[A-Z][\w.-]*")
_NEXT_YEAR = re.compile(
    r"\btahun (?:berikut(?:nya)?|depannya|setelahnya|sesudahnya)\b|\b(?:following year|year after)\b",
    re.IGNORECASE,
)
_YEAR_BEFORE = re.compile(
    r"\btahun (?:sebelum(?:nya)?|lalunya)\b|\bprevious year\b|\byear before\b", re.IGNORECASE
)
_ASKS = re.compile(r"\b(?:apa|apakah|what|which)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier question, understood, and the releases cited for it that may still be seen."""

    question: Question
    releases: tuple[Release, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """What a follow-up takes along.

    `texts` are the earlier questions of the thread, oldest first. `tokens` maps their search
    tokens to weights below 1, `cited` releases to what they gain (0 to 2 standard deviations).
    """

    texts: tuple[str, ...]
    tokens: Mapping[str, float]
    cited: Mapping[str, float]

    @property
    def settled(self) -> bool:
        """Whether a release cited before holds so much of the question that it is still the topic."""
        return max(self.cited.values(), default=0.0) >= CITED * SETTLED

    @property
    def about(self) -> str | None:
        """The release cited before that holds most of the question, if it holds half; the first of equals."""
        best = max(self.cited, key=lambda id_: self.cited[id_], default=None)
        return best if best is not None and self.cited[best] >= CITED * POINTED else None

    def with_question(self, text: str) -> str:
        """The thread and a question after it, as the embedding model reads them."""
        return f"{' '.join(self.texts)[-LONGEST:]} {text}"

    def dated(self, asked: Asked, now: datetime) -> Asked:
        """What is asked about time: by the question itself, else by the latest that says something."""
        topic = asked.topic or tuple(self.tokens)
        if asked.period is not None or asked.latest:
            return dataclasses.replace(asked, topic=topic)
        dated = (read_dates(text, now) for text in reversed(self.texts))
        earlier = next((a for a in dated if a.period is not None), asked)
        return dataclasses.replace(earlier, topic=topic, newest_of=None)


def thread_of(question: Question, history: Sequence[Exchange], rarity: Rarity) -> Thread | None:
    """What `question` takes from the exchanges before it, oldest first; None for a new topic."""
    if not history or not _leans(question, history[-1], rarity):
        return None
    chain = _chain(history, rarity)
    texts: tuple[str, ...] = ()
    for number, exchange in enumerate(chain):
        before = chain[number - 1] if number else None
        texts = (*_kept(texts, exchange.question, before, rarity), _told(exchange.question, texts))
    last = chain[-1]
    kept = _kept(texts, question, last, rarity)
    if year := _year_meant(question.text, texts):
        return Thread((*kept, f"tahun {year}"), {**_tokens(kept, chain), str(year): 1.0}, {})
    least = POINTED if _points(question.text) and not _numbers(question.text) else 0.0
    shares = {release.id: _support(question, release, rarity) for release in last.releases}
    return Thread(
        kept, _tokens(kept, chain), {id_: CITED * max(share, least) for id_, share in shares.items()}
    )


def _told(question: Question, before: Sequence[str]) -> str:
    """The question, with the year that it means by `tahun berikutnya`."""
    year = _year_meant(question.text, before)
    return f"{question.text} tahun {year}" if year else question.text


def _kept(
    texts: Sequence[str], question: Question, before: Exchange | None, rarity: Rarity
) -> tuple[str, ...]:
    """Earlier texts without the words that a question puts something else for.

    `kalau ke-42?` puts a number for all numbers; `yang dengan pemkot?`, when what was cited
    does not hold it, a name for all names (words with a capital inside the sentence).
    """
    gone: list[str] = []
    if _numbers(question.text) or _year_meant(question.text, texts):
        gone += [word for text in texts for word in text.split() if _NUMBER.search(word)]
    if before is not None and _LEAD.match(question.text) and _share(question, before, rarity) < POINTED:
        gone += [name for text in texts for name in _NAME.findall(text)]
    return tuple(" ".join(word for word in text.split() if word not in gone) for text in texts)


def _chain(history: Sequence[Exchange], rarity: Rarity) -> Sequence[Exchange]:
    """The exchanges of the present topic, oldest first: back to the last that leaned on nothing."""
    first = len(history) - 1
    while first > 0 and _leans(history[first].question, history[first - 1], rarity):
        first -= 1
    return history[first:]


def _tokens(texts: Sequence[str], chain: Sequence[Exchange]) -> dict[str, float]:
    """Search tokens of earlier texts and their translations; those of later ones weigh more."""
    tokens: dict[str, float] = {}
    for text, exchange in zip(texts, chain, strict=True):
        own = search_tokens(text)
        held = {t for translation in exchange.question.translations for t in translation.english} & set(own)
        for translation in exchange.question.translations:
            if held.issuperset(translation.english):
                own.extend(translation.indonesian)
        tokens = {token: weight * FADE for token, weight in tokens.items()}
        tokens.update(dict.fromkeys((token for token in own if token not in GENERIC), CARRIED))
    return tokens


def _leans(question: Question, before: Exchange, rarity: Rarity) -> bool:
    """Whether the question cannot be understood without the one before.

    It begins like a continuation, points back, or is short and what was cited holds most of
    its words by rarity. A question with words of its own that stand there nowhere is new.
    """
    own = concepts_of(question)
    share = _share(question, before, rarity)
    if _LEAD.match(question.text):
        return len(own) <= FEW or share > 0
    if _points(question.text):
        least = POINTED / 2 if _POINTS.search(question.text) else POINTED
        return len(own) <= FEW // 2 or share >= least
    return len(own) <= FEW and (share >= HELD or not own)


def _points(text: str) -> bool:
    return bool(_POINTS.search(text) or _SUFFIX.search(text))


def _share(question: Question, before: Exchange, rarity: Rarity) -> float:
    """The highest support that a release cited before gives; 0 when none was."""
    return max((_support(question, release, rarity) for release in before.releases), default=0.0)


def _support(question: Question, release: Release, rarity: Rarity) -> float:
    return support(concepts_of(question), f"{release.title} {release.text}", rarity)


def interpreted(question: Question, history: Sequence[Exchange], thread: Thread) -> Question:
    """A follow-up as an answerer reads it: with its thread before it where it asks nothing itself.

    `kalau ke-42?` asks what the question before asked; `siapa ketuanya?` stands alone.
    """
    if question.type is not QuestionType.WHAT or _ASKS.search(question.text):
        return question
    return dataclasses.replace(
        question, text=thread.with_question(question.text), type=history[-1].question.type
    )


def _numbers(text: str) -> bool:
    return bool(_NUMBER.search(text))


def _year_meant(text: str, before: Sequence[str]) -> int | None:
    """The year that `tahun berikutnya` or `the year before` means after the last year named before."""
    step = bool(_NEXT_YEAR.search(text)) - bool(_YEAR_BEFORE.search(text))
    years = [int(year) for earlier in before for year in _YEAR.findall(earlier)]
    return years[-1] + step if step and years else None
