"""BM25 over search tokens; the home of bm25s."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanyahumas.errors import DamagedIndexError
from tanyahumas.index.catalog import Catalog
from tanyahumas.index.manifest import MEND

NUMBERS = "numbers.npy"


def build_lexical(folder: Path, catalog: Catalog) -> None:
    """Write the BM25 arrays of all chunks of `catalog` into `folder` (made here)."""
    index = LexicalIndex.of(catalog)
    folder.mkdir()
    np.save(folder / NUMBERS, index.numbers)
    if index.model is not None:
        index.model.save(folder, show_progress=False)


class LexicalIndex:
    """BM25 of one generation. `numbers` holds the chunk number of each row, shape (n,)."""

    def __init__(self, numbers: NDArray[np.int64], model: Any) -> None:
        """See `open` and `of`; `model` is None for no chunks."""
        self.numbers = numbers
        self.model = model

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Read what `build_lexical` wrote.

        Nothing is memory-mapped: a file that is cut short while it is mapped kills the process.

        Raises:
            DamagedIndexError: files are missing or unreadable.
        """
        import bm25s

        try:
            numbers: NDArray[np.int64] = np.load(folder / NUMBERS)
            return cls(numbers, bm25s.BM25.load(folder) if len(numbers) else None)
        except Exception as failure:  # numpy and bm25s raise whatever the damage leads to
            raise DamagedIndexError(f"the lexical index in {folder} cannot be used", MEND) from failure

    @classmethod
    def of(cls, catalog: Catalog) -> LexicalIndex:
        """Made from the tokens of a catalog; 0.6 s for 10,000 chunks."""
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG
        numbers: list[int] = []
        token_ids: list[list[int]] = []
        vocabulary = {"": 0}  # of a chunk without any token
        for number, tokens in catalog.token_lists():
            numbers.append(number)
            token_ids.append([vocabulary.setdefault(token, len(vocabulary)) for token in tokens] or [0])
        model = bm25s.BM25() if numbers else None
        if model is not None:
            model.index((token_ids, vocabulary), show_progress=False)
        return cls(np.asarray(numbers, dtype=np.int64), model)

    def search(self, weights: Mapping[str, float], k: int) -> list[tuple[int, float]]:
        """Chunk numbers with their BM25 score (above 0), best first; at most k.

        A chunk's score is the sum of its BM25 scores for each token, times the token's weight.
        """
        known = {token: weights[token] for token in self.known_among(weights)}
        if not known:
            return []
        scores = self._scores(known)
        k = min(k, len(scores))
        best = np.argpartition(-scores, k - 1)[:k]
        ordered = best[np.argsort(-scores[best], kind="stable")]
        return [(int(self.numbers[row]), float(scores[row])) for row in ordered if scores[row] > 0]

    def scores_of(self, weights: Mapping[str, float], numbers: Sequence[int]) -> list[float]:
        """BM25 score of each of these chunk numbers (at least 0), in their order; 0 for unknown ones."""
        known = {token: weights[token] for token in self.known_among(weights)}
        if not known:
            return [0.0] * len(numbers)
        scores = self._scores(known)
        rows = np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
        known_rows = self.numbers[rows] == np.asarray(numbers)
        return [float(score) if fits else 0.0 for score, fits in zip(scores[rows], known_rows, strict=True)]

    def _scores(self, known: Mapping[str, float]) -> NDArray[np.float64]:
        """BM25 of every row for tokens that are known, shape (n,)."""
        total = np.zeros(len(self.numbers))
        for weight in set(known.values()):
            total += weight * self.model.get_scores([token for token, w in known.items() if w == weight])
        return total

    @property
    def vocabulary(self) -> Collection[str]:
        """Every search token that any chunk holds."""
        words: Collection[str] = self.model.vocab_dict.keys() if self.model is not None else ()
        return words

    def known_among(self, tokens: Iterable[str]) -> list[str]:
        """Those tokens that any chunk holds, in their order."""
        vocabulary = self.model.vocab_dict if self.model is not None else {}
        return [token for token in tokens if token in vocabulary]

    def rarity(self, tokens: Sequence[str]) -> list[float]:
        """For each token its inverse document frequency, ln((N + 1) / (n + 0.5)) (at least 0).

        A token that no chunk holds is as rare as can be: n = 0.
        """
        total = len(self.numbers)
        return [max(0.0, float(np.log((total + 1) / (self._chunks_with(token) + 0.5)))) for token in tokens]

    def _chunks_with(self, token: str) -> int:
        number = self.model.vocab_dict.get(token) if self.model is not None else None
        if number is None:
            return 0
        borders = self.model.scores["indptr"]
        return int(borders[number + 1] - borders[number])
