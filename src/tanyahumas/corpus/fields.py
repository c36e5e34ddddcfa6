"""Front-matter values to the types of a `Release`; what bears on visibility fails closed."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from dataclasses import dataclass

from tanyahumas.corpus.dates import parse_time
from tanyahumas.corpus.frontmatter import Fields
from tanyahumas.corpus.problems import RejectedError
from tanyahumas.corpus.text import one_line
from tanyahumas.domain import PUBLIC, Status

STATUSES = {
    Status.PUBLISHED: "published terbit diterbitkan publik final",
    Status.CORRECTED: "corrected dikoreksi diralat",
    Status.SUPERSEDED: "superseded digantikan diganti",
    Status.WITHDRAWN: "withdrawn dicabut ditarik",
}
_STATUS = {word: status for status, words in STATUSES.items() for word in words.split()}
_YES = frozenset({"true", "yes", "ya", "1", "benar", "on"})
_NO = frozenset({"false", "no", "tidak", "0", "bukan", "off"})
_EVERYBODY = frozenset({"public", "publik", "umum", "everybody", "semua"})
SLUG = re.compile(r"[A-Za-z0-9._-]{1,120}")
ID_LENGTH = 200


@dataclass(frozen=True, slots=True)
class LifeCycle:
    """What a source declares about who may see a release, and when."""

    status: Status
    embargo_until: dt.datetime | None
    corrects: str | None
    supersedes: str | None
    audience: frozenset[str]


def life_cycle(fields: Fields) -> LifeCycle:
    """The life cycle that a front matter declares; published and public when it says nothing.

    Raises:
        RejectedError: a status or an embargo cannot be understood, so showing it might be wrong.
    """
    return LifeCycle(
        status=_status(word(fields, "status")),
        embargo_until=_embargo(word(fields, "embargo")),
        corrects=word(fields, "corrects"),
        supersedes=word(fields, "supersedes"),
        audience=_audience(fields.get("audience")),
    )


def word(fields: Fields, key: str) -> str | None:
    """A value as one line; None when it is missing or empty."""
    value = fields.get(key)
    if isinstance(value, list):
        value = ", ".join(value)
    return one_line(value or "") or None


def _status(value: str | None) -> Status:
    status = _STATUS.get((value or "published").lower())
    if status is None:
        raise RejectedError(f"unknown status `{value}`", f"use one of: {', '.join(s.value for s in Status)}")
    return status


def _embargo(value: str | None) -> dt.datetime | None:
    if value is None:
        return None
    try:
        return parse_time(value).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise RejectedError(
            f"unreadable embargo time `{value}`, so the release is kept back",
            "write the full date, time and zone, such as 2025-05-17T09:00+07:00",
        ) from None


def _audience(value: str | list[str] | None) -> frozenset[str]:
    names = value if isinstance(value, list) else (value or "").split(",")
    groups = {one_line(name).lower() for name in names} - {""}
    return frozenset(PUBLIC if group in _EVERYBODY else group for group in groups) or frozenset({PUBLIC})


def yes(fields: Fields, key: str) -> bool:
    """A yes or no in either language; no when it is missing.

    Raises:
        RejectedError: it is neither.
    """
    value = (word(fields, key) or "no").lower()
    if value not in _YES | _NO:
        raise RejectedError(
            f"`{key}` is neither yes nor no: `{value}`", f"write `{key}: true` or `{key}: false`"
        )
    return value in _YES


def stated_id(value: str) -> str:
    """An id as a front matter states it.

    Raises:
        RejectedError: it holds other characters than letters, digits, `.`, `_`, `-`.
    """
    if SLUG.fullmatch(value) is None:
        raise RejectedError(f"unusable id `{value[:80]}`", "use 1 to 120 of A-Z a-z 0-9 . _ -")
    return value


def line_id(value: str) -> str:
    """An id as a line of a .jsonl states it: any printable text of at most 200 characters.

    Raises:
        RejectedError: it is empty, longer, or holds what does not print.
    """
    if not value.strip() or len(value) > ID_LENGTH or not value.isprintable():
        raise RejectedError("unusable id", f"use 1 to {ID_LENGTH} printable characters")
    return value


def slug(name: str) -> str:
    """An id made of a file name: ASCII letters and digits joined by dashes, never empty."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    made = re.sub(r"[^A-Za-z0-9._]+", "-", ascii_name).strip("-._")[:120]
    return made or "release-" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:12]
