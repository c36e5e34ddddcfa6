"""What can be asked of the registry; every call its own short transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from tanyahumas.domain import Asker, Release
from tanyahumas.registry import lifecycle, near, vectors
from tanyahumas.registry.database import Database
from tanyahumas.registry.days import Days
from tanyahumas.registry.gate import gated, groups_of, held, may_see
from tanyahumas.registry.outcomes import HistoryEntry, Listed
from tanyahumas.registry.plan import in_scope
from tanyahumas.registry.rows import SHOWN, current, from_told, newest_first, to_release
from tanyahumas.registry.schema import history, releases, sources, versions

WIB = dt.timezone(dt.timedelta(hours=7))
PAGE = 500
MORE = 100  # releases of a period that are gated at once, at least


class Views:
    """The reading half of `Registry`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._days = Days(database)

    # What people may see

    def visible(self, ids: Iterable[str], asker: Asker, now: dt.datetime) -> dict[str, Release]:
        """Those of the ids that `asker` may see at `now`, in their current version."""
        rows = self._gated(gated(groups_of(asker)).told, ids, now)
        return {release.id: release for release in map(from_told, rows)}

    def visible_hashes(self, ids: Iterable[str], asker: Asker, now: dt.datetime) -> dict[str, str]:
        """Current content hashes of those of the ids that `asker` may see at `now`; no wording is read."""
        return {row.id: row.content_hash for row in self._gated(gated(groups_of(asker)).hashes, ids, now)}

    def corrections_of(
        self, ids: Iterable[str], asker: Asker, now: dt.datetime
    ) -> dict[str, tuple[Release, ...]]:
        """Visible releases that correct or supersede each id, newest first; ids without any are absent."""
        wanted = set(ids)
        rows = self._among(releases.c.corrects, wanted, may_see(asker, now))
        rows += self._among(releases.c.supersedes, wanted, may_see(asker, now))
        found: dict[str, dict[str, Release]] = {}
        for release in rows:
            for target in {release.corrects, release.supersedes} & wanted:
                found.setdefault(str(target), {})[release.id] = release
        return {id_: tuple(sorted(new.values(), key=newest_first)) for id_, new in found.items()}

    def search_titles(self, prefix: str, asker: Asker, now: dt.datetime, limit: int) -> tuple[Release, ...]:
        """Visible releases with `prefix` at the start of a word of their title, newest first."""
        title = func.lower(versions.c.title)
        start = prefix.strip().lower()
        fits = or_(title.startswith(start, autoescape=True), title.contains(" " + start, autoescape=True))
        query = current().where(may_see(asker, now), fits)
        query = query.order_by(versions.c.date.desc().nulls_last(), releases.c.id).limit(limit)
        with self._database.read() as connection:
            return tuple(to_release(row) for row in connection.execute(query))

    def newest_date(self, asker: Asker, now: dt.datetime) -> dt.date | None:
        """The newest publication date up to `now` that `asker` can find; None without any."""
        today = now.astimezone(WIB).date()
        query = current().where(may_see(asker, now), versions.c.date <= today)
        with self._database.read() as connection:
            return connection.execute(query.with_only_columns(func.max(versions.c.date))).scalar()

    def released_between(
        self, start: dt.date, end: dt.date, asker: Asker, now: dt.datetime, limit: int
    ) -> tuple[str, ...]:
        """Ids of visible releases whose publication or event lies in start..end (both included).

        Newest publication first, undated last, at most `limit`.
        """
        found: list[str] = []
        days = self._days.between(start, end)
        for part in vectors.in_parts(days, min(max(MORE, 2 * limit), vectors.AT_ONCE)):
            seen = self.visible_hashes(part, asker, now)
            found.extend(id_ for id_ in part if id_ in seen)
            if len(found) >= limit:
                break
        return tuple(found[:limit])

    # What is indexed

    def content_hashes(self) -> dict[str, str]:
        """The current content hash of every release that is worth indexing, by id."""
        with self._database.read() as connection:
            rows = connection.execute(select(releases.c.id, releases.c.content_hash).where(held()))
            return {row.id: row.content_hash for row in rows}

    def indexable(self) -> Iterator[Release]:
        """Every release that is neither withdrawn nor removed, embargoed ones included, by id."""
        last = ""
        while True:
            query = current().where(held(), releases.c.id > last).order_by(releases.c.id).limit(PAGE)
            with self._database.read() as connection:
                page = [to_release(row) for row in connection.execute(query)]
            if not page:
                return
            yield from page
            last = page[-1].id

    def versions(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Release]:
        """The wording of (id, content hash) as it once was, with today's life cycle.

        Ungated: ask `visible` first. Keys that never were are absent.
        """
        wanted = set(keys)
        query = select(releases, *(versions.c[name] for name in SHOWN), versions.c.content_hash.label("was"))
        query = query.join(versions, versions.c.release_id == releases.c.id)
        found: dict[tuple[str, str], Release] = {}
        with self._database.read() as connection:
            for part in vectors.in_parts(sorted({id_ for id_, _ in wanted})):
                for row in connection.execute(query.where(releases.c.id.in_(part))):
                    if (row.id, row.was) in wanted:
                        found[row.id, row.was] = to_release(row)
        return found

    def cached_vectors(self, fingerprint: str, text_hashes: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """Vectors that one model once made, by sha256 of the embedded text; missing ones are absent."""
        with self._database.read() as connection:
            return vectors.load(connection, fingerprint, text_hashes)

    # What operators see; ungated

    def get(self, id_: str) -> Release:
        """One release whatever its status, for operators; ungated.

        Raises:
            UnknownReleaseError: no release has that id, or its source is gone.
        """
        listed = self.listed(id_)
        if listed.removed_at is not None:
            raise lifecycle.unknown(id_)
        return listed.release

    def listed(self, id_: str) -> Listed:
        """One release with its sources, removed ones included; ungated.

        Raises:
            UnknownReleaseError: there never was such a release.
        """
        for found in self._listing(releases.c.id == id_):
            return found
        raise lifecycle.unknown(id_)

    def all(self, removed: bool = False) -> tuple[Listed, ...]:
        """Every release for operators, by id; with `removed`, also those whose sources are gone."""
        return self._listing(None if removed else releases.c.removed_at.is_(None))

    def count(self) -> int:
        """How many releases are worth indexing."""
        with self._database.read() as connection:
            return connection.execute(select(func.count()).select_from(releases).where(held())).scalar_one()

    def count_under(self, scope: str) -> int:
        """How many releases have a source that is the path `scope`, or lies under it."""
        with self._database.read() as connection:
            rows = connection.execute(select(sources.c.release_id, sources.c.source))
            return len({row.release_id for row in rows if in_scope(row.source, scope)})

    def history(self, id_: str) -> tuple[HistoryEntry, ...]:
        """Everything that happened to one release, oldest first.

        Raises:
            UnknownReleaseError: there never was such a release.
        """
        query = select(history).where(history.c.release_id == id_).order_by(history.c.id)
        with self._database.read() as connection:
            lifecycle.row_of(connection, id_)
            rows = connection.execute(query).all()
        return tuple(HistoryEntry(r.at, r.actor, r.action, r.release_id, json.loads(r.details)) for r in rows)

    def near_duplicates(self, id_: str) -> tuple[Release, ...]:
        """Releases that share most of one's wording, whatever their status, newest first."""
        with self._database.read() as connection:
            return near.linked_to(connection, id_)

    def near_groups(self) -> list[tuple[Release, ...]]:
        """Groups of held releases alike, newest first in each, the largest group first."""
        with self._database.read() as connection:
            return near.groups(connection)

    def _among(
        self, column: ColumnElement[Any], ids: Iterable[str], condition: ColumnElement[bool]
    ) -> list[Release]:
        found: list[Release] = []
        with self._database.read() as connection:
            for part in vectors.in_parts(ids):
                query = current().where(and_(column.in_(part), condition))
                found.extend(to_release(row) for row in connection.execute(query))
        return found

    def _gated(self, query: Select[Any], ids: Iterable[str], now: dt.datetime) -> list[Row[Any]]:
        found: list[Row[Any]] = []
        with self._database.read() as connection:
            for part in vectors.in_parts(ids):
                found.extend(connection.execute(query, {"ids": part, "now": now}).all())
        return found

    def _listing(self, condition: ColumnElement[bool] | None) -> tuple[Listed, ...]:
        query = current().order_by(releases.c.id)
        query = query if condition is None else query.where(condition)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            names: dict[str, list[str]] = {}
            for row in connection.execute(select(sources).order_by(sources.c.source)):
                names.setdefault(row.release_id, []).append(row.source)
        return tuple(
            Listed(to_release(r), tuple(names.get(r.id, ())), r.removed_at, r.first_seen, r.updated)
            for r in rows
        )
