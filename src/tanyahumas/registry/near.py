"""Near-duplicates: links between releases that share most of their wording.

Each release keeps its sketch and, of its hashes, the twelve smallest as keys. Two releases
that are 0.6 alike have fewer than two keys in common once in 3,000 times, so that a new
release is compared with few others only (docs/registry.md has the figures).
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, or_, select

from tanyahumas.domain import Release
from tanyahumas.language.likeness import Sketch, similarity, sketch_of
from tanyahumas.registry.database import Database
from tanyahumas.registry.gate import held
from tanyahumas.registry.rows import current, newest_first, to_release
from tanyahumas.registry.schema import near, releases, sketch_keys, sketches, versions
from tanyahumas.registry.vectors import in_parts

ALIKE = 0.6
KEYS = 12
SHARED = 2
COMPARED = 40  # releases that one is compared with, those with most keys in common
LINKED = 20  # of them, the most alike
PAGE = 500


@dataclass(frozen=True, slots=True)
class _Made:
    """One release's sketch, and the content that it is of."""

    release_id: str
    content_hash: str
    sketch: Sketch

    @property
    def keys(self) -> Sketch:
        return self.sketch[:KEYS]


def refresh(database: Database, ids: Collection[str] | None = None) -> int:
    """Link those of the ids, or of all releases, whose wording is not linked yet; returns how many.

    Sketches are made outside of the write lock. What a killed run left out the next one does.
    """
    done = 0
    for part in in_parts(ids, PAGE) if ids is not None else _outdated(database):
        with database.read() as connection:
            made = _made(connection, part)
        if made:
            with database.write() as connection:
                _link(connection, made)
        done += len(made)
    return done


def forget(connection: Connection, ids: Iterable[str]) -> None:
    """Delete the links of these releases, and what they were found by."""
    for part in in_parts(ids):
        known = select(sketches.c.number, sketches.c.sketch).where(sketches.c.release_id.in_(part))
        keys = [
            {"k": k, "n": row.number}
            for row in connection.execute(known)
            for k in _unpacked(row.sketch)[:KEYS]
        ]
        if keys:
            one = (sketch_keys.c.key == bindparam("k")) & (sketch_keys.c.number == bindparam("n"))
            connection.execute(delete(sketch_keys).where(one), keys)
        connection.execute(delete(sketches).where(sketches.c.release_id.in_(part)))
        connection.execute(delete(near).where(or_(near.c.release_id.in_(part), near.c.other_id.in_(part))))


def linked_to(connection: Connection, id_: str) -> tuple[Release, ...]:
    """Releases linked to one, newest first; ungated."""
    query = current().join(near, near.c.other_id == releases.c.id).where(near.c.release_id == id_)
    return tuple(sorted((to_release(row) for row in connection.execute(query)), key=newest_first))


def groups(connection: Connection) -> list[tuple[Release, ...]]:
    """Groups of two or more held releases that links hold together, newest first, the largest first."""
    parent: dict[str, str] = {}

    def find(id_: str) -> str:
        while parent.setdefault(id_, id_) != id_:
            parent[id_] = id_ = parent[parent[id_]]
        return id_

    ours = held() & releases.c.id.in_(select(near.c.release_id))
    members = {row.id: to_release(row) for row in connection.execute(current().where(ours))}
    for row in connection.execute(select(near.c.release_id, near.c.other_id)):
        if row.release_id in members and row.other_id in members:
            parent[find(row.release_id)] = find(row.other_id)
    found: dict[str, list[Release]] = {}
    for id_ in parent:
        found.setdefault(find(id_), []).append(members[id_])
    sets = [tuple(sorted(group, key=newest_first)) for group in found.values()]
    return sorted(sets, key=lambda group: (-len(group), group[0].id))


def _outdated(database: Database) -> Sequence[Sequence[str]]:
    """Ids of releases whose sketch is missing or of an earlier wording, in pages."""
    query = _unlinked(select(releases.c.id)).order_by(releases.c.id)
    with database.read() as connection:
        return list(in_parts(connection.execute(query).scalars(), PAGE))


def _unlinked(query: Select[Any]) -> Select[Any]:
    same = (sketches.c.release_id == releases.c.id) & (sketches.c.content_hash == releases.c.content_hash)
    return query.outerjoin(sketches, same).where(releases.c.removed_at.is_(None), sketches.c.number.is_(None))


def _made(connection: Connection, ids: Sequence[str]) -> list[_Made]:
    """Sketches of those that are not linked yet."""
    query = _unlinked(current()).where(releases.c.id.in_(ids)).order_by(releases.c.id)
    rows = connection.execute(
        query.with_only_columns(releases.c.id, releases.c.content_hash, versions.c.text)
    )
    return [_Made(row.id, row.content_hash, sketch_of(row.text)) for row in rows]


def _link(connection: Connection, made: Sequence[_Made]) -> None:
    """Keep sketches that are still of the current wording, and link what is alike."""
    wanted = select(releases.c.id, releases.c.content_hash)
    wanted = wanted.where(releases.c.id.in_([m.release_id for m in made]), releases.c.removed_at.is_(None))
    hashes = {row.id: row.content_hash for row in connection.execute(wanted)}
    made = [m for m in made if hashes.get(m.release_id) == m.content_hash]
    forget(connection, [m.release_id for m in made])
    first = (connection.execute(select(func.max(sketches.c.number))).scalar() or 0) + 1
    numbered = dict(enumerate(made, first))
    if not numbered:
        return
    rows = [
        {"number": n, "release_id": m.release_id, "content_hash": m.content_hash, "sketch": _packed(m.sketch)}
        for n, m in numbered.items()
    ]
    connection.execute(insert(sketches), rows)
    connection.execute(
        insert(sketch_keys), [{"key": k, "number": n} for n, m in numbered.items() for k in m.keys]
    )
    pairs = _pairs(connection, numbered)
    if pairs:
        both = [(a, b, share) for (a, b), share in pairs.items()]
        both += [(b, a, share) for a, b, share in both]
        connection.execute(
            insert(near), [{"release_id": a, "other_id": b, "share": share} for a, b, share in both]
        )


def _pairs(connection: Connection, numbered: Mapping[int, _Made]) -> dict[tuple[str, str], float]:
    """Pairs of ids alike, in sort order, one of each being among `numbered`."""
    by_key: dict[int, list[int]] = {}
    for part in in_parts(key for made in numbered.values() for key in made.keys):
        for row in connection.execute(select(sketch_keys).where(sketch_keys.c.key.in_(part))):
            by_key.setdefault(row.key, []).append(row.number)
    candidates = {n: _candidates(n, made, by_key) for n, made in numbered.items()}
    others: dict[int, tuple[str, Sketch]] = {}
    for part in in_parts(n for found in candidates.values() for n in found):
        for row in connection.execute(select(sketches).where(sketches.c.number.in_(part))):
            others[row.number] = (row.release_id, _unpacked(row.sketch))
    pairs: dict[tuple[str, str], float] = {}
    for n, made in numbered.items():
        shares = [(similarity(made.sketch, others[c][1]), others[c][0]) for c in candidates[n]]
        for share, other in sorted(shares, reverse=True)[:LINKED]:
            if share >= ALIKE:
                pairs[min(made.release_id, other), max(made.release_id, other)] = share
    return pairs


def _candidates(number: int, made: _Made, by_key: Mapping[int, Sequence[int]]) -> list[int]:
    """Numbers of sketches with enough common keys, those with most first."""
    common = Counter(other for key in made.keys for other in by_key[key] if other != number)
    enough = min(SHARED, len(made.keys))
    return [other for other, count in common.most_common(COMPARED) if count >= enough]


def _packed(sketch: Sketch) -> bytes:
    return struct.pack(f"<{len(sketch)}I", *sketch)


def _unpacked(sketch: bytes) -> Sketch:
    return struct.unpack(f"<{len(sketch) // 4}I", sketch)
