"""Rare work on the whole registry: a look ahead, takedowns, giving back space."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from tanyahumas.domain import Release
from tanyahumas.errors import RegistryError
from tanyahumas.registry import lifecycle, near, syncing
from tanyahumas.registry.days import newest_change
from tanyahumas.registry.gate import held
from tanyahumas.registry.outcomes import SyncReport
from tanyahumas.registry.plan import exists
from tanyahumas.registry.rows import within
from tanyahumas.registry.schema import embeddings, history, releases, sources, versions
from tanyahumas.registry.store import Registry

PURGED = "purged"


class _Undo(Exception):  # noqa: N818 - it is no error: it ends a transaction that must leave nothing
    pass


def preview(
    registry: Registry,
    incoming: Sequence[Release],
    scope: str,
    now: dt.datetime,
    copies: Iterable[tuple[str, str]] = (),
) -> tuple[SyncReport, dict[str, str]]:
    """What `sync` would do, and the content hashes by id that would then be worth indexing."""
    with suppress(_Undo), registry._database.write() as connection:
        report = syncing.sync(connection, incoming, copies, scope, "preview", now, None)
        rows = connection.execute(select(releases.c.id, releases.c.content_hash).where(held()))
        hashes = {row.id: row.content_hash for row in rows}
        raise _Undo
    return report, hashes


def count_within(registry: Registry, scope: str) -> int:
    """How many releases have a source that is the path `scope`, lies under it, or is a line of it."""
    query = select(func.count(sources.c.release_id.distinct())).where(within(scope))
    with registry._database.read() as connection:
        return connection.execute(query).scalar_one()


def stamp(registry: Registry) -> int:
    """A number that grows with everything that happens to a release; 0 for an empty registry."""
    with registry._database.read() as connection:
        return newest_change(connection)


def purge(registry: Registry, ids: Iterable[str], actor: str, now: dt.datetime) -> list[str]:
    """Delete every wording of these releases; returns sources that still hold them.

    Who did it and when stays in the history. Repeating it is no error. Space that the words took
    is overwritten by `compact`.

    Raises:
        UnknownReleaseError: there never was one of them; then nothing is deleted.
    """
    left: list[str] = []
    with registry._database.write() as connection:
        for id_ in dict.fromkeys(ids):
            _note_purge(connection, id_, actor, now)
            held_by = connection.execute(select(sources.c.source).where(sources.c.release_id == id_))
            left += [row.source for row in held_by if exists(row.source)]
            near.forget(connection, [id_])
            for table, column in (
                (sources, sources.c.release_id),
                (versions, versions.c.release_id),
                (releases, releases.c.id),
            ):
                connection.execute(delete(table).where(column == id_))
    return left


def _note_purge(connection: Connection, id_: str, actor: str, now: dt.datetime) -> None:
    known = connection.execute(select(releases.c.id).where(releases.c.id == id_)).first()
    done = select(history.c.id).where(history.c.release_id == id_, history.c.action == PURGED)
    if known:
        entry = {"at": now, "actor": actor, "action": PURGED, "release_id": id_}
        connection.execute(insert(history).values(**entry, details=json.dumps({})))
    elif connection.execute(done).first() is None:
        raise lifecycle.unknown(id_)


def drop_vectors(registry: Registry, used: Collection[str]) -> int:
    """Delete cached vectors of every text whose hash is not in `used`; returns how many."""
    c = embeddings.c
    with registry._database.write() as connection:
        known = connection.execute(select(c.text_hash).distinct()).scalars()
        gone = [{"gone": text_hash} for text_hash in known if text_hash not in used]
        if gone:
            connection.execute(delete(embeddings).where(c.text_hash == bindparam("gone")), gone)
    return len(gone)


def compact(registry: Registry) -> None:
    """Write the SQLite file anew, so that nothing deleted is left in it or in its log.

    On another database it does nothing: its administrator knows how (docs/index.md).
    """
    database = registry._database
    if not database.is_sqlite:
        return
    raw = database.engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM")
        busy = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error as error:
        raise database._error(error) from error
    finally:
        raw.close()
    if busy:
        raise RegistryError(
            f"another process is reading {database.name}: its log still holds what was deleted",
            "repeat the command",
        )


def copy_to(registry: Registry, file: Path) -> None:
    """Write the whole registry as of now into a new SQLite file, while others read and write it.

    Raises:
        RegistryError: it is no SQLite registry, or the copy cannot be written.
    """
    database = registry._database
    if not database.is_sqlite:
        raise RegistryError(
            f"{database.name} is no SQLite file", "pg_dump, with the data directory's other files beside it"
        )
    raw = database.engine.raw_connection()
    try:
        with closing(sqlite3.connect(file)) as copy:
            source = raw.driver_connection
            assert isinstance(source, sqlite3.Connection)
            source.backup(copy)
    except sqlite3.Error as error:
        raise RegistryError(f"cannot write {file}: {error}", "free some disk space") from error
    finally:
        raw.close()
