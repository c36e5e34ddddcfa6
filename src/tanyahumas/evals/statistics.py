"""How sure a measured mean is, and what waiting times were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000
SEED = 17
PERCENTILES = (50, 90, 95, 99)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean of `count` values with its 95 % confidence interval; all 0 for no values."""

    mean: float
    low: float
    high: float
    count: int


def bootstrap(values: Sequence[float]) -> Estimate:
    """Mean and percentile-bootstrap interval (Efron and Tibshirani, 1993, chapter 13).

    2,000 resamples of the same size with replacement; `low` and `high` are the 2.5th and
    97.5th percentile of their means. The seed is fixed: equal values give equal intervals.
    """
    if not values:
        return Estimate(0.0, 0.0, 0.0, 0)
    data = np.asarray(values, np.float64)
    drawn = np.random.default_rng(SEED).integers(0, len(data), (RESAMPLES, len(data)))
    low, high = np.percentile(data[drawn].mean(axis=1), [2.5, 97.5])
    return Estimate(float(data.mean()), float(low), float(high), len(data))


def latency(milliseconds: Sequence[float]) -> dict[str, float]:
    """Percentiles of waiting times by name (`p50` to `p99`), interpolated linearly; {} for none."""
    if not milliseconds:
        return {}
    found = np.percentile(np.asarray(milliseconds, np.float64), PERCENTILES)
    return {f"p{p}": float(value) for p, value in zip(PERCENTILES, found, strict=True)}
