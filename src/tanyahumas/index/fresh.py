"""Releases that the registry holds and the live generation does not yet: searched exactly, in memory.

Publishing a generation of 100,000 passages takes longer than people want to wait for one new
release. So a reader that notices a change in the registry embeds the few new releases
itself, and leaves out what was changed or removed; the next generation takes them over.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanyahumas.domain import Chunk, Release
from tanyahumas.index.catalog import Catalog, Entry
from tanyahumas.index.exact import CachedVectors
from tanyahumas.index.lexical import LexicalIndex
from tanyahumas.language.tokens import search_tokens

MOST_RELEASES = 50  # more than these is the work of an index run
MOST_EMBEDDED = 32  # chunks that a question waits for, 10 to 20 ms each
K1, B = 1.5, 0.75  # as in the BM25 arrays


@dataclass(frozen=True, slots=True)
class FreshSource:
    """Where a reader learns of changes, and how it makes chunks and vectors itself.

    `stamp` changes with every change of a release; the others are the registry's.
    """

    stamp: Callable[[], int]
    content_hashes: Callable[[], Mapping[str, str]]
    versions: Callable[[Sequence[tuple[str, str]]], Mapping[tuple[str, str], Release]]
    cached: CachedVectors
    chunk: Callable[[Release], tuple[Chunk, ...]]
    embed: Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Fresh:
    """What stands beside a generation.

    `hidden` are releases whose indexed chunks no longer count. `vectors` has a row for each of
    `entries`, shape (n, d), and `words` their tokens with counts.
    """

    hidden: frozenset[str]
    entries: tuple[Entry, ...]
    vectors: NDArray[np.float32]
    words: tuple[Counter[str], ...]

    def similarities(self, vector: NDArray[np.float32]) -> list[tuple[Entry, float]]:
        """Every entry with its cosine similarity."""
        scores = self.vectors @ vector if self.entries else ()
        return list(zip(self.entries, map(float, scores), strict=True))

    def scores(
        self, weights: Mapping[str, float], lexical: LexicalIndex, usual: float
    ) -> list[tuple[Entry, float]]:
        """Entries with BM25 above 0, with the rarity of words and the `usual` length of the generation."""
        rarity = dict(zip(weights, lexical.rarity(list(weights)), strict=True))
        scored = [
            (entry, sum(weights[t] * rarity[t] * _saturated(words, t, usual) for t in weights if t in words))
            for entry, words in zip(self.entries, self.words, strict=True)
        ]
        return [(entry, score) for entry, score in scored if score > 0]


NOTHING = Fresh(frozenset(), (), np.empty((0, 0), np.float32), ())


def _saturated(words: Counter[str], token: str, usual: float) -> float:
    count = words[token]
    return count / (count + K1 * (1 - B + B * words.total() / usual))


def find_fresh(source: FreshSource, catalog: Catalog, fingerprint: str) -> Fresh:
    """The difference between registry and catalog; `NOTHING` when there is none or too much.

    Raises:
        RegistryError: the registry cannot be read.
    """
    wanted, indexed = source.content_hashes(), catalog.content_hashes()
    fresh = [(id_, hash_) for id_, hash_ in wanted.items() if indexed.get(id_) != hash_]
    hidden = frozenset(id_ for id_, hash_ in indexed.items() if wanted.get(id_) != hash_)
    if len(fresh) > MOST_RELEASES:
        return NOTHING
    versions = source.versions(fresh)
    chunks = [chunk for key in fresh if key in versions for chunk in source.chunk(versions[key])]
    vectors = _vectors(source, chunks, fingerprint)
    if vectors is None:
        return NOTHING
    words = tuple(Counter(search_tokens(chunk.embedded_text)) for chunk in chunks)
    entries = tuple(Entry(c.id, c.release_id, c.content_hash, c.position, c.start, c.end) for c in chunks)
    return Fresh(hidden, entries, vectors, words)


def _vectors(source: FreshSource, chunks: Sequence[Chunk], fingerprint: str) -> NDArray[np.float32] | None:
    """Rows for the chunks, from the cache where it has them; None when too many are missing."""
    texts = {hashlib.sha256(c.embedded_text.encode()).hexdigest(): c.embedded_text for c in chunks}
    known = dict(source.cached(fingerprint, list(texts)))
    missing = [text_hash for text_hash in texts if text_hash not in known]
    if len(missing) > MOST_EMBEDDED:
        return None
    if missing:
        known.update(zip(missing, source.embed([texts[h] for h in missing]), strict=True))
    hashes = [hashlib.sha256(c.embedded_text.encode()).hexdigest() for c in chunks]
    return np.stack([known[h] for h in hashes]) if hashes else np.empty((0, 0), np.float32)
