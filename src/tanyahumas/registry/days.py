"""The days of all releases, held in memory, so that asking for a period reads no wordings.

Nothing here says who may see a release: the gate is asked about every id.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, select

from tanyahumas.registry import vectors
from tanyahumas.registry.database import Database
from tanyahumas.registry.schema import history, releases, versions

Span = tuple[dt.date | None, dt.date | None]  # publication, event


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
        self._newest_first: Sequence[tuple[str, dt.date | None, dt.date | None]] = ()

    def between(self, start: dt.date, end: dt.date) -> list[str]:
        """Ids of releases with a day in start..end, newest publication first, undated last."""
        with self._lock, self._database.read() as connection:
            self._catch_up(connection)
            listed = self._newest_first
        return [
            id_
            for id_, published, event in listed
            if (published is not None and start <= published <= end)
            or (event is not None and start <= event <= end)
        ]

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
        self._newest_first = sorted(
            ((id_, *span) for id_, span in self._spans.items()), key=_age, reverse=True
        )
        self._change = change


def _age(row: tuple[str, dt.date | None, dt.date | None]) -> tuple[dt.date, str]:
    return (row[1] or dt.date.min, row[0])


def _spans() -> Select[Any]:
    v, r = versions.c, releases.c
    same = (v.release_id == r.id) & (v.content_hash == r.content_hash)
    return select(r.id, v.date, v.event_date).join(versions, same)
