"""One ranking from two: a weighted sum of the z-scores of cosine and BM25."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

# Chosen on development data (docs/retrieval.md): the best of 0.2 to 0.6 for questions of both
# languages together. A weight by the share of known words was tried and was no better.
LEXICAL_WEIGHT = 0.55


def z_scores(scores: Mapping[str, float]) -> dict[str, float]:
    """Each score in standard deviations from the mean; all 0 when they are equal or none."""
    if not scores:
        return {}
    values = np.fromiter(scores.values(), dtype=np.float64)
    mean, spread = float(values.mean()), float(values.std())
    return {key: (float(score) - mean) / spread if spread else 0.0 for key, score in scores.items()}


def fuse(dense: Mapping[str, float], lexical: Mapping[str, float], lexical_weight: float) -> dict[str, float]:
    """Weighted sum of z-scores by chunk id; a chunk that one side did not find has its lowest there.

    With `lexical_weight` w in [0, 1]: (1 - w) * z_dense + w * z_lexical. Returns {} for two
    empty sides; with one empty side, the other alone decides.
    """
    sides = [(z_scores(dense), 1.0 - lexical_weight), (z_scores(lexical), lexical_weight)]
    known = [(side.get, weight, min(side.values())) for side, weight in sides if side]
    total = sum(weight for _, weight, _ in known) or 1.0
    keys = list(dict.fromkeys([*dense, *lexical]))
    if len(known) < 2:
        return {key: weight * score(key, low) / total for score, weight, low in known for key in keys}
    (near, w_near, far), (worded, w_worded, least) = known
    return {key: (w_near * near(key, far) + w_worded * worded(key, least)) / total for key in keys}
