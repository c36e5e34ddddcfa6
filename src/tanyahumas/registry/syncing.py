"""Carrying out a sync in one transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from tanyahumas.domain import Release
from tanyahumas.registry import near
from tanyahumas.registry.outcomes import SyncReport
from tanyahumas.registry.plan import Known, Plan, make_plan
from tanyahumas.registry.rows import current, declared, life_cycle_row, plain, version_row, within
from tanyahumas.registry.schema import history, releases, sources, versions
from tanyahumas.registry.upsert import insert_missing
from tanyahumas.registry.vectors import in_parts


def sync(
    connection: Connection,
    incoming: Sequence[Release],
    copies: Iterable[tuple[str, str]],
    scope: str,
    actor: str,
    now: dt.datetime,
    gone: Collection[str] | None,
) -> SyncReport:
    """Make the registry agree with what was read under `scope`; nothing is done twice."""
    copies = list(copies)
    concerned = _concerned(connection, incoming, copies, scope, gone)
    before = _before(connection, concerned)
    incoming = _resolved(connection, incoming)
    names = _sources(connection, concerned)
    plan = make_plan(incoming, copies, _known(before, names), scope, gone)
    _write_releases(connection, plan, before, now)
    _write_sources(connection, plan, names)
    _write_history(connection, plan, before, actor, now)
    near.forget(connection, plan.removed)
    return SyncReport(
        added=_ids([*plan.added, *plan.returned]),
        changed=_ids(plan.changed),
        removed=tuple(sorted(plan.removed)),
        unchanged=tuple(sorted(plan.unchanged)),
        conflicts=tuple(plan.conflicts),
    )


def _concerned(
    connection: Connection,
    incoming: Sequence[Release],
    copies: Sequence[tuple[str, str]],
    scope: str,
    gone: Collection[str] | None,
) -> set[str]:
    """Ids that a sync can change: what was read, and what holds, or held, one of its sources."""
    ids = {release.id for release in incoming} | {id_ for id_, _ in copies}
    named = [*(release.source for release in incoming), *(source for _, source in copies), *(gone or ())]
    for part in in_parts(named):
        ids.update(
            connection.execute(select(sources.c.release_id).where(sources.c.source.in_(part))).scalars()
        )
    if gone is None:
        ids.update(connection.execute(select(sources.c.release_id).where(within(scope))).scalars())
    return ids


def _before(connection: Connection, ids: Iterable[str]) -> dict[str, Any]:
    """Rows of `releases` with their language, by id."""
    query = current().with_only_columns(releases, versions.c.language)
    return {
        row.id: row
        for part in in_parts(ids)
        for row in connection.execute(query.where(releases.c.id.in_(part)))
    }


def _sources(connection: Connection, ids: Iterable[str]) -> dict[str, list[str]]:
    """Sources by release id, in sort order."""
    names: dict[str, list[str]] = {}
    for part in in_parts(ids):
        query = select(sources).where(sources.c.release_id.in_(part)).order_by(sources.c.source)
        for row in connection.execute(query):
            names.setdefault(row.release_id, []).append(row.source)
    return names


def _resolved(connection: Connection, incoming: Sequence[Release]) -> list[Release]:
    """Releases whose references by number, to releases read elsewhere, are turned into ids."""
    own = {release.id for release in incoming}
    open_ = {ref for r in incoming for ref in (r.corrects, r.supersedes) if ref is not None} - own
    for part in in_parts(open_):
        open_ -= set(connection.execute(select(releases.c.id).where(releases.c.id.in_(part))).scalars())
    if not open_:
        return list(incoming)
    v = versions.c
    query = current().where(v.number.in_(open_)).order_by(releases.c.id.desc())
    by_number = {row.number: row.id for row in connection.execute(query)}
    return [
        replace(
            r,
            corrects=by_number.get(r.corrects or "", r.corrects),
            supersedes=by_number.get(r.supersedes or "", r.supersedes),
        )
        for r in incoming
    ]


def _ids(found: Iterable[Release]) -> tuple[str, ...]:
    return tuple(sorted(release.id for release in found))


def _known(before: Mapping[str, Any], names: Mapping[str, list[str]]) -> dict[str, Known]:
    return {
        id_: Known(
            content_hash=row.content_hash,
            language=row.language,
            declared=row.declared,
            source=row.source,
            sources=_first(row.source, names.get(id_, [])),
            removed_at=row.removed_at,
        )
        for id_, row in before.items()
    }


def _first(primary: str, names: list[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (name != primary, name)))


def _write_releases(connection: Connection, plan: Plan, before: dict[str, Any], now: dt.datetime) -> None:
    stored = [*plan.added, *plan.returned, *plan.changed]
    if plan.added:
        connection.execute(insert(releases), [_new_row(plan, release, now) for release in plan.added])
    if stored:
        insert_missing(connection, versions, [version_row(release, now) for release in stored])
    known = [*plan.returned, *plan.changed]
    _update(connection, [_changed_row(plan, release, before[release.id], now) for release in known])
    _speak(connection, known)
    moved = _moved(plan, before, {release.id for release in stored})
    _update(connection, [_kept_row(before[id_], {"source": source}) for id_, source in moved.items()])
    _update(connection, [_kept_row(before[id_], {"removed_at": now, "updated": now}) for id_ in plan.removed])


def _moved(plan: Plan, before: dict[str, Any], stored: set[str]) -> dict[str, str]:
    """The new first source of releases that are otherwise as they were."""
    kept = {id_: names[0] for id_, names in plan.sources.items() if names and id_ not in stored}
    return {id_: first for id_, first in kept.items() if first != before[id_].source}


def _new_row(plan: Plan, release: Release, now: dt.datetime) -> dict[str, Any]:
    return {
        "id": release.id,
        "content_hash": release.content_hash,
        "source": plan.sources[release.id][0],
        "declared": declared(release),
        "removed_at": None,
        "first_seen": now,
        "updated": now,
        **life_cycle_row(release),
    }


def _changed_row(plan: Plan, release: Release, old: Any, now: dt.datetime) -> dict[str, Any]:
    """The new row; of the life cycle only what the source declares differently than before."""
    said, says = json.loads(old.declared), json.loads(declared(release))
    cycle = {key: value for key, value in life_cycle_row(release).items() if said.get(key) != says[key]}
    fresh = {
        "content_hash": release.content_hash,
        "source": plan.sources[release.id][0],
        "declared": declared(release),
        "removed_at": None,
        "updated": now,
    }
    return _kept_row(old, {**fresh, **cycle})


def _kept_row(old: Any, new: dict[str, Any]) -> dict[str, Any]:
    row = {c.name: old._mapping[c.name] for c in releases.c if c.name != "id"}
    return {**row, **new, "row_id": old.id}


def _update(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if rows:
        names = [c.name for c in releases.c if c.name != "id"]
        values: dict[str, Any] = {name: bindparam(name) for name in names}
        connection.execute(update(releases).where(releases.c.id == bindparam("row_id")).values(values), rows)


def _speak(connection: Connection, known: list[Release]) -> None:
    """Keep the language, which is told and not quoted, as it was read last."""
    rows = [{"i": r.id, "h": r.content_hash, "language": r.language} for r in known]
    if rows:
        where = (versions.c.release_id == bindparam("i")) & (versions.c.content_hash == bindparam("h"))
        connection.execute(update(versions).where(where).values(language=bindparam("language")), rows)


def _write_sources(connection: Connection, plan: Plan, names: Mapping[str, list[str]]) -> None:
    before = {source: id_ for id_, held in names.items() for source in held}
    wanted = {source: id_ for id_, names in plan.sources.items() for source in names}
    stale = [s for s, id_ in before.items() if id_ in plan.sources and wanted.get(s) != id_]
    stale += [s for s, id_ in wanted.items() if before.get(s, id_) != id_ and before[s] not in plan.sources]
    if stale:
        connection.execute(
            delete(sources).where(sources.c.source == bindparam("gone")), [{"gone": s} for s in stale]
        )
    fresh = [{"source": s, "release_id": id_} for s, id_ in wanted.items() if before.get(s) != id_]
    if fresh:
        connection.execute(insert(sources), fresh)


def _write_history(
    connection: Connection, plan: Plan, before: dict[str, Any], actor: str, now: dt.datetime
) -> None:
    entries = [("added", release.id, {"content": [None, release.content_hash]}) for release in plan.added]
    entries += [("returned", r.id, _difference(before[r.id], r)) for r in plan.returned]
    entries += [("changed", r.id, _difference(before[r.id], r)) for r in plan.changed]
    entries += [("removed", id_, {"source": [before[id_].source, None]}) for id_ in plan.removed]
    rows = [
        {"at": now, "actor": actor, "action": action, "release_id": id_, "details": json.dumps(details)}
        for action, id_, details in entries
    ]
    if rows:
        connection.execute(insert(history), rows)


def _difference(old: Any, release: Release) -> dict[str, Any]:
    said, says = json.loads(old.declared), plain(life_cycle_row(release))
    found: dict[str, Any] = {key: [said.get(key), says[key]] for key in says if said.get(key) != says[key]}
    if old.content_hash != release.content_hash:
        found["content"] = [old.content_hash, release.content_hash]
    return found
