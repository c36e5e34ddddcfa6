"""One ranking from two: z-scores of cosine and BM25, weighted by what BM25 can know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

LEXICAL_WEIGHT = 0.3


def z_scores(scores: Mapping[str, float]) -> dict[str, float]:
    """Each score in standard deviations from the mean; all 0 when they are equal or none."""
    if not scores:
        return {}
    values = np.fromiter(scores.values(), dtype=np.float64)
    spread = float(values.std())
    return {
        key: (float(score) - float(values.mean())) / spread if spread else 0.0
        for key, score in scores.items()
    }


def fuse(dense: Mapping[str, float], lexical: Mapping[str, float], lexical_weight: float) -> dict[str, float]:
    """Weighted sum of z-scores by chunk id; a chunk that one side did not find has its lowest there.

    With `lexical_weight` w in [0, 1]: (1 - w) * z_dense + w * z_lexical. Returns {} for two
    empty sides; with one empty side, the other alone decides.
    """
    sides = [(z_scores(dense), 1.0 - lexical_weight), (z_scores(lexical), lexical_weight)]
    known = [(side, weight, min(side.values())) for side, weight in sides if side]
    total = sum(weight for _, weight, _ in known) or 1.0
    keys = list(dict.fromkeys([*dense, *lexical]))
    return {key: sum(w * side.get(key, low) for side, w, low in known) / total for key in keys}


def lexical_trust(known: Sequence[bool], rarity: Sequence[float]) -> float:
    """How much BM25 can know of a question: the share of its words, by rarity, that any chunk holds.

    Between 0 (no word is known) and 1 (all are; also for a question without words). An
    English question over Indonesian releases has few known words beside its names.
    """
    total = sum(rarity)
    if not total:
        return 1.0
    return sum(r for r, is_known in zip(rarity, known, strict=True) if is_known) / total
