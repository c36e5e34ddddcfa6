"""Candidates for one question: both indexes, the chunks of certain releases, fusion and the gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tanyahumas.domain import EVERYTHING, Asker, Release, Scope
from tanyahumas.index import OpenIndex
from tanyahumas.index.catalog import Entry
from tanyahumas.retrieval.fusion import LEXICAL_WEIGHT, fuse
from tanyahumas.retrieval.periods import Period
from tanyahumas.retrieval.ranking import Hit


class Releases(Protocol):
    """What retrieval needs of the registry."""

    def visible(self, ids: Iterable[str], asker: Asker, now: datetime) -> Mapping[str, Release]: ...

    def visible_hashes(self, ids: Iterable[str], asker: Asker, now: datetime) -> Mapping[str, str]: ...

    def versions(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Release]: ...

    def released_between(
        self, start: date, end: date, asker: Asker, now: datetime, limit: int
    ) -> tuple[str, ...]: ...


UNLIMITED = 1_000_000
PAGE = 200  # releases looked at together


@dataclass(frozen=True, slots=True)
class Gate:
    """What one asker may see at one time within a scope; the last word on every candidate."""

    releases: Releases
    asker: Asker
    now: datetime
    scope: Scope
    # What this question has asked before; None for what may not be seen.
    _known: dict[str, Release | None] = field(default_factory=dict, init=False)
    _hashes: dict[str, str | None] = field(default_factory=dict, init=False)

    def between(self, period: Period, limit: int) -> tuple[str, ...]:
        """Ids of releases of these days, newest first, at most `limit`."""
        wide = limit if self.scope == EVERYTHING else UNLIMITED
        ids = self.releases.released_between(period.start, period.end, self.asker, self.now, wide)
        return ids if self.scope == EVERYTHING else self._inside(ids, limit)

    def few(self, limit: int) -> tuple[str, ...] | None:
        """Ids of the releases of a scope, if it has one and they are at most `limit`; else None."""
        if self.scope == EVERYTHING:
            return None
        ids: Sequence[str] = [self.scope.release_id or ""]
        if self.scope.release_id is None:
            start, end = self.scope.since or date.min, self.scope.until or date.max
            ids = self.releases.released_between(start, end, self.asker, self.now, UNLIMITED)
        inside = self._inside(ids, limit + 1)
        return inside if len(inside) <= limit else None

    def _inside(self, ids: Sequence[str], limit: int) -> tuple[str, ...]:
        """The first `limit` of the ids whose releases are visible and in the scope."""
        wanted = [id_ for id_ in ids if self.scope.release_id in (None, id_)]
        kept: list[str] = []
        for start in range(0, len(wanted), PAGE):
            page = wanted[start : start + PAGE]
            visible = self._visible(page)
            kept += [id_ for id_ in page if id_ in visible]
            if len(kept) >= limit:
                break
        return tuple(kept[:limit])

    def _visible(self, ids: Iterable[str]) -> dict[str, Release]:
        """Those visible and in the scope; each release is looked up once a question."""
        known, new = self._known, [id_ for id_ in ids if id_ not in self._known]
        if new:
            visible = self.releases.visible(new, self.asker, self.now)
            known.update((id_, visible.get(id_)) for id_ in new)
        found = ((id_, known[id_]) for id_ in ids)
        return {id_: release for id_, release in found if release is not None and self.scope.holds(release)}

    def hits(self, scored: Sequence[tuple[Entry, float]], most: int | None = None) -> list[Hit]:
        """Those of visible releases, in order; an older version still indexed shows its own text.

        With `most`, only those of the first so many releases: reading wordings is what costs.
        """
        first = None if most is None or self.scope != EVERYTHING else self._first(scored, most)
        if first is not None:
            visible = self._visible({entry.release_id for entry, _ in first})
            return [Hit(e, visible[e.release_id], score) for e, score in first if e.release_id in visible]
        visible = self._visible({entry.release_id for entry, _ in scored})
        stale = [
            (entry.release_id, entry.content_hash)
            for entry, _ in scored
            if entry.release_id in visible and visible[entry.release_id].content_hash != entry.content_hash
        ]
        older = self.releases.versions(stale) if stale else {}
        hits = []
        for entry, score in scored:
            release = visible.get(entry.release_id)
            if release is not None and release.content_hash != entry.content_hash:
                release = older.get((entry.release_id, entry.content_hash))
            if release is not None:
                hits.append(Hit(entry, release, score))
        return hits

    def _first(self, scored: Sequence[tuple[Entry, float]], most: int) -> list[tuple[Entry, float]] | None:
        """What belongs to the first `most` visible releases; None where an older version is indexed."""
        hashes, ids = self._hashes, dict.fromkeys(entry.release_id for entry, _ in scored)
        if new := [id_ for id_ in ids if id_ not in hashes]:
            visible = self.releases.visible_hashes(new, self.asker, self.now)
            hashes.update((id_, visible.get(id_)) for id_ in new)
        if any(hashes[entry.release_id] not in (None, entry.content_hash) for entry, _ in scored):
            return None
        first = set(islice((id_ for id_ in ids if hashes[id_] is not None), most))
        return [pair for pair in scored if pair[0].release_id in first]


@dataclass(slots=True)
class Candidates:
    """The chunks that a question is about, by meaning and by words.

    `certain` are releases of which all chunks are candidates; with `only`, all chunks of these
    releases and of no others.
    """

    index: OpenIndex
    vector: Callable[[], NDArray[np.float32]]  # waits until it is there
    certain: Sequence[str]
    only: Sequence[str] | None
    _near: list[tuple[Entry, float]] = field(default_factory=list, init=False)
    _pool: int = field(default=0, init=False)

    def best(self, weights: Mapping[str, float], pool: int) -> list[tuple[Entry, float]]:
        """The `pool` best of each side and those of certain releases, fused, best first."""
        dense, lexical = (
            self._nearest(pool),
            [] if self.only is not None else self.index.matching(weights, pool),
        )
        certain = self.certain if self.only is None else self.only
        if certain:
            more_dense, more_lexical = self.index.among(certain, self.vector(), weights)
            dense, lexical = [*dense, *more_dense], [*lexical, *more_lexical]
        scores = fuse(
            {entry.id: score for entry, score in dense},
            {entry.id: score for entry, score in lexical},
            LEXICAL_WEIGHT,
        )
        entries = {entry.id: entry for entry, _ in [*dense, *lexical]}
        return [(entries[key], scores[key]) for key in sorted(scores, key=lambda key: -scores[key])]

    def _nearest(self, pool: int) -> list[tuple[Entry, float]]:
        """By meaning; asked again only for a larger pool, for other words do not change it."""
        if self.only is None and pool != self._pool:
            self._near, self._pool = self.index.nearest(self.vector(), pool), pool
        return self._near
