"""The words that every other module speaks: releases, chunks, passages, quotes, answers.

All values are frozen. Offsets are counted in Unicode code points of `Release.text`,
half open: `release.text[start:end]` is the text meant.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Language = Literal["id", "en"]
PUBLIC = "public"


class Status(StrEnum):
    """Where a release is in its life. An embargo is a time beside it, not a status."""

    PUBLISHED = "published"
    CORRECTED = "corrected"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Release:
    """One press release.

    `text` is the normalised body and the only text that may be quoted; it is never empty.
    `source` names what it was read from (a file path, or `FILE#ID` for a line of a .jsonl).
    `corrects` and `supersedes` hold the id of another release, known or not.
    `retelling` marks a body that is not the institution's own wording.
    `audience` holds the groups that may see it; `{"public"}` is everybody.
    """

    id: str
    title: str
    text: str
    language: Language
    date: dt.date | None
    event_date: dt.date | None
    place: str | None
    url: str | None
    number: str | None
    byline: str | None
    source: str
    retelling: bool
    status: Status
    embargo_until: dt.datetime | None
    corrects: str | None
    supersedes: str | None
    audience: frozenset[str]
    _hash: str = field(default="", init=False, repr=False, compare=False)  # made once, at its first use

    @property
    def content_hash(self) -> str:
        """Sha256 (hex) of what is indexed and shown; changes of life cycle do not change it."""
        if not self._hash:
            object.__setattr__(self, "_hash", self._content_hash())
        return self._hash

    def _content_hash(self) -> str:
        shown = [
            self.title,
            self.text,
            self.date.isoformat() if self.date else None,
            self.event_date.isoformat() if self.event_date else None,
            self.place,
            self.url,
            self.number,
            self.byline,
            self.retelling,
        ]
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a release that is embedded and searched as one.

    `id` is a hash of release id, position and content, so an id never changes its meaning.
    `embedded_text` is what the model reads: a header (title, place, date) and the stretch.
    """

    id: str
    release_id: str
    content_hash: str
    position: int
    start: int
    end: int
    embedded_text: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Which releases a question is put to: published from `since` to `until`, both included, and
    only that of `release_id`. None is no bound; an undated release lies outside any dates.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    release_id: str | None = None

    def holds(self, release: Release) -> bool:
        """Whether a release lies inside."""
        if self.release_id not in (None, release.id):
            return False
        if self.since is None and self.until is None:
            return True
        if release.date is None:
            return False
        return (self.since or dt.date.min) <= release.date <= (self.until or dt.date.max)


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a visible release found for a question; `text == release.text[start:end]`.

    `score` is higher for better and comparable only within one question.
    """

    release: Release
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        return self.release.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Quote:
    """An exact substring of a release: `text == release.text[start:end]`."""

    release: Release
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.release.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer and the quote that bears it.

    `text` is the statement in the answer's language; `source` is the number n of
    `Answer.citations` (counted from 1) that the quote stands in.
    """

    text: str
    quote: Quote
    source: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered source of an answer; `number` counts from 1 in the order of first use."""

    number: int
    release: Release


class AnsweredBy(StrEnum):
    """Which answerer's words the reader sees."""

    QUOTES = "quotes"
    CHAT_MODEL = "chat_model"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to one question.

    `found` is False when no visible release tells; then `claims` and `citations` are empty,
    `nearest` holds up to three releases that come closest, and `up_to` is the newest
    publication date searched (None for an empty corpus). `searched` names the releases that
    alone were searched, in the answer's language; it is empty when all were.
    `text` is the whole answer as plain text without markup, with `[n]` markers that all
    resolve in `citations`. `notices` are short remarks for the reader (a correction, a
    fallback), in the answer's language. `passages` are what was retrieved, best first.
    """

    question: str
    language: Language
    found: bool
    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    nearest: tuple[Release, ...]
    up_to: dt.date | None
    notices: tuple[str, ...]
    answered_by: AnsweredBy
    milliseconds: int
    searched: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation: the question and the releases its answer cited."""

    question: str
    release_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as visibility is concerned: the audiences they belong to."""

    audiences: frozenset[str]


ANYBODY = Asker(audiences=frozenset({PUBLIC}))
