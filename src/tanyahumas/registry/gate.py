"""Who may see which release, and when: the one definition, as SQL."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select

from tanyahumas.domain import PUBLIC, Asker, Status
from tanyahumas.registry.rows import told
from tanyahumas.registry.schema import UtcDateTime, releases

SHOWABLE = (Status.PUBLISHED.value, Status.CORRECTED.value, Status.SUPERSEDED.value)


def held() -> ColumnElement[bool]:
    """Worth indexing: neither withdrawn nor removed; embargoed ones included."""
    return and_(releases.c.status.in_(SHOWABLE), releases.c.removed_at.is_(None))


def may_see(asker: Asker, now: dt.datetime) -> ColumnElement[bool]:
    """Held, its embargo over at `now`, and meant for one of the asker's groups or for everybody."""
    return _may_see(groups_of(asker), now)


def groups_of(asker: Asker) -> tuple[str, ...]:
    """Groups whose releases the asker sees, everybody's included, in a fixed order."""
    return tuple(sorted({group.lower() for group in asker.audiences} | {PUBLIC}))


def _may_see(groups: tuple[str, ...], now: Any) -> ColumnElement[bool]:
    c = releases.c
    return and_(
        held(),
        or_(c.embargo_until.is_(None), c.embargo_until <= now),
        or_(*(c.audience.contains(f"\n{group}\n", autoescape=True) for group in groups)),
    )


@dataclass(frozen=True, slots=True)
class Gated:
    """Queries by the parameters `ids` and `now` for releases that some groups may see.

    Every question asks them, and making one takes longer than SQLite takes to answer it.
    `hashes` gives id and content hash, `told` what `from_told` reads.
    """

    hashes: Select[Any]
    told: Select[Any]


@lru_cache(maxsize=256)
def gated(groups: tuple[str, ...]) -> Gated:
    """The queries for these groups; see `groups_of`."""
    c = releases.c
    now = bindparam("now", type_=UtcDateTime())
    seen = and_(c.id.in_(bindparam("ids", expanding=True)), _may_see(groups, now))
    return Gated(select(c.id, c.content_hash).where(seen), told().where(seen))
