"""What reading a corpus yields: releases, further copies of them, and problems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tanyahumas.domain import Release
from tanyahumas.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the author of `source` should know; what happened and what mends it.

    `source` is fit to be printed: control and direction characters are escaped. `rejected`
    means that no release came of it; otherwise it is a remark about one that was accepted.
    """

    source: str
    reason: str
    remedy: str
    rejected: bool


class Copy(NamedTuple):
    """`source` holds the same words and the same life cycle as the release `release_id`."""

    release_id: str
    source: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, line or member of an archive.

    `release_id` is the release it holds, itself or as a copy; None if it was rejected.
    """

    source: str
    release_id: str | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything found under one path, in sort order of the files; all empty for an empty folder.

    `outcomes` holds every source that was tried, `problems` all of theirs.
    """

    releases: tuple[Release, ...]
    problems: tuple[Problem, ...]
    copies: tuple[Copy, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


class RejectedError(CorpusError):
    """One file or line cannot become a release; the others go on."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason, remedy)
        self.reason = reason
        self.mending = remedy


def printable(name: str) -> str:
    """`name` with every character that does not print as itself written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode() for c in name)
