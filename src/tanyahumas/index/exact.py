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
        """Over the chunks whose ids `text_hashes` maps; None where the cache lacks any of them."""
        wanted = list(text_hashes.values())
        if not wanted or len(wanted) > MOST:
            return None
        try:
            known = cached(fingerprint, wanted)
            return cls(list(text_hashes), np.stack([known[text_hash] for text_hash in wanted]))
        except (KeyError, TanyahumasError):
            return None

    def query(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The k nearest chunk ids with cosine similarity, best first."""
        scores = self._rows @ vector
        k = min(k, len(scores))
        best = np.argpartition(-scores, k - 1)[:k]
        return [
            (self._ids[row], float(scores[row])) for row in best[np.argsort(-scores[best], kind="stable")]
        ]
