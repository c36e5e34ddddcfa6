"""The search itself: both indexes, fusion, and the registry's gate as the last word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tanyahumas.domain import Asker, Passage, Release
from tanyahumas.index import LiveIndex, OpenIndex
from tanyahumas.index.catalog import Entry
from tanyahumas.retrieval.fusion import LEXICAL_WEIGHT, fuse
from tanyahumas.retrieval.lexical_query import token_weights
from tanyahumas.retrieval.question import Question

POOL = 50  # candidates from each side; doubled while the gate leaves too few
PER_RELEASE = 3


class Releases(Protocol):
    """What retrieval needs of the registry."""

    def visible(self, ids: Iterable[str], asker: Asker, now: datetime) -> Mapping[str, Release]: ...

    def versions(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Release]: ...


class QueryEmbedder(Protocol):
    """What retrieval needs of the embedding model."""

    def embed_query(self, text: str) -> NDArray[np.float32]: ...


class Retriever:
    """Finds passages for a question. Safe to use from several threads."""

    def __init__(self, index: LiveIndex, releases: Releases, embedder: QueryEmbedder) -> None:
        self._index = index
        self._releases = releases
        self._embedder = embedder

    def retrieve(self, question: Question, asker: Asker, now: datetime, k: int) -> tuple[Passage, ...]:
        """At most k passages of releases that `asker` may see at `now`, best first.

        At most three of one release, none overlapping. () when nothing visible is indexed.

        Raises:
            IndexingError: there is no index, or it cannot be used.
            RegistryError: the registry cannot be read.
        """
        vector = self._embedder.embed_query(question.text)
        with self._index.use() as index:
            pool = POOL
            while True:
                entries = self._candidates(index, question, vector, pool)
                passages = self._gate(entries, asker, now, k)
                if len(passages) >= k or pool >= index.manifest.chunks:
                    return passages
                pool *= 4

    def _candidates(
        self, index: OpenIndex, question: Question, vector: NDArray[np.float32], pool: int
    ) -> list[tuple[Entry, float]]:
        dense = index.nearest(vector, pool)
        lexical = index.matching(token_weights(question, index.lexical), pool)
        scores = fuse(
            {entry.id: score for entry, score in dense},
            {entry.id: score for entry, score in lexical},
            LEXICAL_WEIGHT,
        )
        entries = {entry.id: entry for entry, _ in [*dense, *lexical]}
        ranked = sorted(scores, key=lambda key: -scores[key])
        return [(entries[key], scores[key]) for key in ranked]

    def _gate(
        self, entries: list[tuple[Entry, float]], asker: Asker, now: datetime, k: int
    ) -> tuple[Passage, ...]:
        """Passages of visible releases; an older version still indexed shows its own text."""
        visible = self._releases.visible({entry.release_id for entry, _ in entries}, asker, now)
        stale = [
            (entry.release_id, entry.content_hash)
            for entry, _ in entries
            if entry.release_id in visible and visible[entry.release_id].content_hash != entry.content_hash
        ]
        older = self._releases.versions(stale) if stale else {}
        passages: list[Passage] = []
        taken: dict[str, int] = {}
        for entry, score in entries:
            release = visible.get(entry.release_id)
            if release is not None and release.content_hash != entry.content_hash:
                release = older.get((entry.release_id, entry.content_hash))
            if release is None or taken.get(release.id, 0) >= PER_RELEASE:
                continue
            taken[release.id] = taken.get(release.id, 0) + 1
            passages.append(Passage(release, entry.start, entry.end, score))
            if len(passages) == k:
                break
        return tuple(passages)
