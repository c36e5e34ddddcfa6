"""Candidates for one question: both indexes, the chunks of certain releases, fusion and the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
        visible = self.releases.visible(ids, self.asker, self.now)
        return {id_: release for id_, release in visible.items() if self.scope.holds(release)}

    def hits(self, scored: Sequence[tuple[Entry, float]]) -> list[Hit]:
        """Those of visible releases, in order; an older version still indexed shows its own text."""
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


def candidates(
    index: OpenIndex,
    vector: NDArray[np.float32],
    weights: Mapping[str, float],
    pool: int,
    certain: Sequence[str],
    only: Sequence[str] | None,
) -> list[tuple[Entry, float]]:
    """The `pool` best chunks of each side and all chunks of the releases `certain`, fused, best first.

    With `only`, all chunks of these releases and of no others.
    """
    dense = index.nearest(vector, pool) if only is None else []
    lexical = index.matching(weights, pool) if only is None else []
    certain = certain if only is None else only
    if certain:
        more_dense, more_lexical = index.among(certain, vector, weights)
        dense, lexical = [*dense, *more_dense], [*lexical, *more_lexical]
    scores = fuse(
        {entry.id: score for entry, score in dense},
        {entry.id: score for entry, score in lexical},
        LEXICAL_WEIGHT,
    )
    entries = {entry.id: entry for entry, _ in [*dense, *lexical]}
    return [(entries[key], scores[key]) for key in sorted(scores, key=lambda key: -scores[key])]
