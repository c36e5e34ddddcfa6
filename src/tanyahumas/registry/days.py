"""The days of all releases, held in memory, so that asking for a period reads no wordings.

Nothing here says who may see a release: the gate is asked about every id.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, select

from tanyahumas.registry import vectors
from tanyahumas.registry.database import Database
from tanyahumas.registry.schema import history, releases, versions

Span = tuple[dt.date | None, dt.date | None]  # publication, event
UNDATED = 0  # the first day of all is 1


def newest_change(connection: Connection) -> int:
    """Number of the last entry of the history; whatever happens to a release makes one. 0 for none."""
    return connection.exec_driver_sql("SELECT max(id) FROM history").scalar() or 0


class Days:
    """Publication and event days by release; thread-safe.

    Each question looks whether something has happened since, and reads anew what it happened to.
    """

    def __init__(self, database: Database) -> None:
        """Nothing is read yet."""
        self._database = database
        self._lock = threading.Lock()
        self._change: int | None = None
        self._spans: dict[str, Span] = {}
        self._newest_first: Sequence[str] = ()
        self._days = np.empty((0, 2), np.int32)  # days since 31 December of the year 0

    def between(self, start: dt.date, end: dt.date) -> list[str]:
        """Ids of releases with a day in start..end, newest publication first, undated last."""
        with self._lock, self._database.read() as connection:
            self._catch_up(connection)
            ids, days = self._newest_first, self._days
        inside = ((days >= start.toordinal()) & (days <= end.toordinal())).any(axis=1)
        return [ids[row] for row in np.flatnonzero(inside).tolist()]

    def _catch_up(self, connection: Connection) -> None:
        change = newest_change(connection)
        if change == self._change:
            return
        if self._change is None or change < self._change:
            self._spans = {row[0]: (row[1], row[2]) for row in connection.execute(_spans())}
        else:
            h = history.c
            changed = select(h.release_id).where(h.id > self._change).distinct()
            for part in vectors.in_parts(connection.execute(changed).scalars()):
                for id_ in part:
                    self._spans.pop(id_, None)
                rows = connection.execute(_spans().where(releases.c.id.in_(part)))
                self._spans.update((row[0], (row[1], row[2])) for row in rows)
        listed = sorted(self._spans.items(), key=_age, reverse=True)
        self._newest_first = [id_ for id_, _ in listed]
        days = [[day.toordinal() if day else UNDATED for day in span] for _, span in listed]
        self._days = np.array(days, np.int32).reshape(-1, 2)
        self._change = change


def _age(row: tuple[str, Span]) -> tuple[dt.date, str]:
    return (row[1][0] or dt.date.min, row[0])


def _spans() -> Select[Any]:
    v, r = versions.c, releases.c
    same = (v.release_id == r.id) & (v.content_hash == r.content_hash)
    return select(r.id, v.date, v.event_date).join(versions, same)
