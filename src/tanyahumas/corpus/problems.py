"""What reading a corpus yields: releases, further copies of them, and problems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tanyahumas.domain import Release
from tanyahumas.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the author of `source` should know; what happened and what mends it.

    `source` is fit to be printed: control and direction characters are escaped.
    """

    source: str
    reason: str
    remedy: str


class Copy(NamedTuple):
    """`source` holds the same words and the same life cycle as the release `release_id`."""

    release_id: str
    source: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything found under one path, in sort order of the files; all empty for an empty folder.

    A problem does not mean that its file was rejected: a file is accepted if a release or a
    copy names it as its source.
    """

    releases: tuple[Release, ...]
    problems: tuple[Problem, ...]
    copies: tuple[Copy, ...] = ()


class RejectedError(CorpusError):
    """One file or line cannot become a release; the others go on."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason, remedy)
        self.reason = reason
        self.mending = remedy


def printable(name: str) -> str:
    """`name` with every character that does not print as itself written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode() for c in name)
