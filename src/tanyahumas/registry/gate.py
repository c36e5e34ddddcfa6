"""Who may see which release, and when: the one definition, as SQL."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, and_, or_

from tanyahumas.domain import PUBLIC, Asker, Status
from tanyahumas.registry.schema import releases

SHOWABLE = (Status.PUBLISHED.value, Status.CORRECTED.value, Status.SUPERSEDED.value)


def held() -> ColumnElement[bool]:
    """Worth indexing: neither withdrawn nor removed; embargoed ones included."""
    return and_(releases.c.status.in_(SHOWABLE), releases.c.removed_at.is_(None))


def may_see(asker: Asker, now: dt.datetime) -> ColumnElement[bool]:
    """Held, its embargo over at `now`, and meant for one of the asker's groups or for everybody."""
    c = releases.c
    groups = sorted({group.lower() for group in asker.audiences} | {PUBLIC})
    return and_(
        held(),
        or_(c.embargo_until.is_(None), c.embargo_until <= now),
        or_(*(c.audience.contains(f"\n{group}\n", autoescape=True) for group in groups)),
    )
