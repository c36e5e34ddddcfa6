"""Exact search over cached vectors: what answers while the vector store is damaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tanyahumas.errors import TanyahumasError

# Vectors by hash of the embedded text, for a model's fingerprint; unknown ones are absent.
CachedVectors = Callable[[str, Sequence[str]], Mapping[str, NDArray[np.float32]]]
MOST = 300_000  # rows: 0.5 GB and 30 ms a question with 384 dimensions


class ExactSearch:
    """Cosine of a question with every chunk, by one product; rows are unit vectors, shape (n, d)."""

    def __init__(self, ids: Sequence[str], rows: NDArray[np.float32]) -> None:
        self._ids = ids
        self._rows = rows

    @classmethod
    def over(
        cls, text_hashes: Mapping[str, str], fingerprint: str, cached: CachedVectors
    ) -> ExactSearch | None:
        """Over the chunks whose ids `text_hashes` maps, as far as their vectors are cached.

        None where none is, the cache cannot be read, or there are too many.
        """
        if len(text_hashes) > MOST:
            return None
        try:
            known = cached(fingerprint, list(text_hashes.values()))
        except TanyahumasError:
            return None
        ids = [chunk_id for chunk_id, text_hash in text_hashes.items() if text_hash in known]
        return cls(ids, np.stack([known[text_hashes[chunk_id]] for chunk_id in ids])) if ids else None

    def __len__(self) -> int:
        return len(self._ids)

    def query(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The k nearest chunk ids with cosine similarity, best first."""
        scores = self._rows @ vector
        k = min(k, len(scores))
        best = np.argpartition(-scores, k - 1)[:k]
        return [
            (self._ids[row], float(scores[row])) for row in best[np.argsort(-scores[best], kind="stable")]
        ]
