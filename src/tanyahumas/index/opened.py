"""One generation, open for searching, and what still answers when parts of it are damaged."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tanyahumas.errors import DamagedIndexError
from tanyahumas.index.catalog import Catalog, Entry
from tanyahumas.index.dense import DenseSearch
from tanyahumas.index.exact import CachedVectors, ExactSearch
from tanyahumas.index.fresh import NOTHING, FreshSource, find_fresh
from tanyahumas.index.lexical import LexicalIndex
from tanyahumas.index.lock import ReaderLock
from tanyahumas.index.manifest import MEND, Manifest, Part, damage, read_manifest
from tanyahumas.index.server import ChromaServer

log = logging.getLogger(__name__)
Key = TypeVar("Key", str, int)


class OpenIndex:
    """One generation, open for searching. Safe to use from several threads.

    Each part has a stand-in: exact search over cached vectors for Chroma, the catalog's
    tokens for the BM25 arrays, a second copy for the catalog.
    """

    def __init__(
        self,
        folder: Path,
        cached: CachedVectors | None = None,
        server: ChromaServer | None = None,
        *,
        quick: bool = False,
    ) -> None:
        """Open a published generation; reads all its files once, to compare checksums.

        `quick` lets exact search answer until Chroma is open.

        Raises:
            DamagedIndexError: so much is damaged that nothing can answer.
        """
        self.manifest: Manifest = read_manifest(folder)
        self._folder = folder
        self._reader = ReaderLock(folder)
        found = damage(folder, self.manifest)
        broken = {d.part for d in found}
        self._notes = [d.text for d in found]
        self.catalog = self._open_catalog(broken)
        self.lexical = self._open_lexical(broken)
        self._fresh = NOTHING
        self._usual = 0.0
        self._stamp: int | None = None
        sound = Part.VECTORS not in broken
        self._dense = DenseSearch(
            folder, self.manifest, server, lambda: self._exact(cached), sound=sound, quick=quick
        )

    @property
    def problems(self) -> tuple[str, ...]:
        """What is damaged, as texts for operators; () when all is well."""
        return (*self._notes, *([self._dense.problem] if self._dense.problem else []))

    @property
    def degraded(self) -> bool:
        """Whether stand-ins answer. Then an answer may be missed that a sound index would find."""
        return bool(self.problems)

    def note(self, problem: str) -> None:
        """Add to `problems` what the opener knows."""
        self._notes.append(problem)

    def refresh(self, source: FreshSource) -> None:
        """Take in what the registry holds and this generation does not, if the registry has changed.

        Raises:
            RegistryError: the registry cannot be read.
        """
        stamp = source.stamp()
        if stamp == self._stamp:
            return
        try:
            fresh = find_fresh(source, self.catalog, self.manifest.settings.model_fingerprint)
            self._usual = self._usual or (self.catalog.usual_length() if fresh.entries else 0.0)
            self._fresh, self._stamp = fresh, stamp
        except DamagedIndexError as failure:  # damaged since it was opened: the question will find that out
            log.warning("%s", failure.message)

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[Entry, float]]:
        """Entries with cosine similarity to `vector`, shape (d,), best first; at most k.

        [] for an empty index, and when neither Chroma nor cached vectors can tell (`degraded`).
        """
        fresh = self._fresh
        found = self._dense.query(vector, k)
        entries = self._entries(
            lambda catalog: catalog.by_ids([chunk_id for chunk_id, _ in found]), len(found)
        )
        known = [(entries[chunk_id], score) for chunk_id, score in found if chunk_id in entries]
        return _merged(known, fresh.hidden, fresh.similarities(vector), k)

    def matching(self, weights: Mapping[str, float], k: int) -> list[tuple[Entry, float]]:
        """Entries with BM25 score for weighted tokens, best first; at most k; [] when none is known."""
        fresh = self._fresh
        found = self.lexical.search(weights, k)
        entries = self._entries(lambda catalog: catalog.by_numbers([n for n, _ in found]), len(found))
        known = [(entries[number], score) for number, score in found if number in entries]
        return _merged(known, fresh.hidden, fresh.scores(weights, self.lexical, self._usual), k)

    def among(
        self, release_ids: Sequence[str], vector: NDArray[np.float32], weights: Mapping[str, float]
    ) -> tuple[list[tuple[Entry, float]], list[tuple[Entry, float]]]:
        """All chunks of these releases, in no order: with cosine similarity, and with BM25 score above 0."""
        fresh, wanted = self._fresh, set(release_ids)
        found = self.catalog.of_releases([i for i in release_ids if i not in fresh.hidden])
        entries = {entry.id: entry for entry in found.values()}
        cosines = self._dense.similarities(list(entries), vector)
        dense = [(entries[chunk_id], cosine) for chunk_id, cosine in cosines.items()]
        dense += [pair for pair in fresh.similarities(vector) if pair[0].release_id in wanted]
        scores = zip(found.values(), self.lexical.scores_of(weights, list(found)), strict=True)
        worded = [(entry, score) for entry, score in scores if score > 0]
        newer = fresh.scores(weights, self.lexical, self._usual)
        return dense, worded + [pair for pair in newer if pair[0].release_id in wanted]

    def openings(self, release_ids: Sequence[str]) -> list[Entry]:
        """The first chunk of each of these releases, in their order; unknown ones are left out."""
        entries = [*self.catalog.of_releases(release_ids).values(), *self._fresh.entries]
        first = {e.release_id: e for e in entries if e.position == 0}
        return [first[release_id] for release_id in release_ids if release_id in first]

    def close(self) -> None:
        """Release files and threads."""
        self._dense.close()
        self.catalog.close()
        self._reader.release()

    def _entries(self, look_up: Callable[[Catalog], Mapping[Key, Entry]], wanted: int) -> Mapping[Key, Entry]:
        """Entries from the catalog, or from its copy if it has been damaged since it was opened."""
        try:
            entries = look_up(self.catalog)
            if len(entries) == wanted:
                return entries
            failure = DamagedIndexError(f"the catalog of {self._folder} lacks chunks", MEND)
        except DamagedIndexError as damaged:
            failure = damaged
        try:
            entries = look_up(spare := Catalog(self._folder, create=False, file=Part.SPARE))
        except DamagedIndexError:
            raise failure from None
        if len(entries) < wanted:
            raise failure
        self._notes.append(failure.message)
        self.catalog = spare
        return entries

    def _open_catalog(self, broken: set[Part]) -> Catalog:
        for part in (Part.CATALOG, Part.SPARE):
            if part not in broken and (self._folder / part).is_file():
                return Catalog(self._folder, create=False, file=part)
        self._reader.release()
        raise DamagedIndexError(f"the catalog of {self._folder} is damaged, and so is its copy", MEND)

    def _open_lexical(self, broken: set[Part]) -> LexicalIndex:
        if Part.LEXICAL not in broken:
            try:
                return LexicalIndex.open(self._folder / Part.LEXICAL)
            except DamagedIndexError as failure:
                self._notes.append(failure.message)
        return LexicalIndex.of(self.catalog)

    def _exact(self, cached: CachedVectors | None) -> ExactSearch | None:
        if cached is None:
            return None
        return ExactSearch.over(self.catalog.text_hashes(), self.manifest.settings.model_fingerprint, cached)


def _merged(
    known: list[tuple[Entry, float]], hidden: frozenset[str], fresh: list[tuple[Entry, float]], k: int
) -> list[tuple[Entry, float]]:
    """Both, best first, without hidden releases; fresh chunks only where they are as near as the others."""
    if not hidden and not fresh:
        return known
    kept = [pair for pair in known if pair[0].release_id not in hidden]
    return sorted([*kept, *fresh], key=lambda pair: -pair[1])[:k]
