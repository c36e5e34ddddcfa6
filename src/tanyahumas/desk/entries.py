"""What the desk remembers of a question."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from enum import StrEnum

from tanyahumas.domain import Answer, Language


class State(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Cited:
    """Where in a release a claim stands; `start` and `end` are None for a source without quote."""

    number: int
    release_id: str
    content_hash: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One question and what became of it.

    `ref` names it in buttons and logs. `user` is a pseudonym. `place` is the channel, thread
    or direct channel. `parent` is the question it follows up. `related` holds the releases
    retrieved but not cited, best first.
    """

    ref: str
    asked_at: dt.datetime
    user: str
    guild: str | None
    place: str
    parent: str | None
    private: bool
    question: str
    language: Language
    state: State
    answered_by: str
    milliseconds: int
    cited: tuple[Cited, ...]
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one user thinks of one answer; `reason` may be empty."""

    ref: str
    user: str
    helpful: bool
    reason: str
    at: dt.datetime


def new_ref() -> str:
    """A fresh name for a question: ten hexadecimal digits."""
    return secrets.token_hex(5)


def cited_of(answer: Answer) -> tuple[Cited, ...]:
    """One row a claim, and one a citation that no claim uses, in that order."""
    claims = [
        Cited(c.source, c.quote.release.id, c.quote.release.content_hash, c.quote.start, c.quote.end)
        for c in answer.claims
    ]
    used = {claim.source for claim in answer.claims}
    bare = [
        Cited(c.number, c.release.id, c.release.content_hash, None, None)
        for c in answer.citations
        if c.number not in used
    ]
    return (*claims, *bare)


def related_of(answer: Answer, limit: int = 8) -> tuple[str, ...]:
    """Ids of the releases found beside those cited, best first, each once."""
    cited = {citation.release.id for citation in answer.citations}
    found = [p.release.id for p in answer.passages] + [release.id for release in answer.nearest]
    return tuple(dict.fromkeys(i for i in found if i not in cited))[:limit]
