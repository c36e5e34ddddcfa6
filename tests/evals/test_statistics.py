"""Intervals and percentiles, by cases with a known result."""

from __future__ import annotations

import pytest

from tanyahumas.evals.statistics import Estimate, bootstrap, latency


def test_nothing_measured() -> None:
    """No values give zeros and no percentiles."""
    assert bootstrap([]) == Estimate(0.0, 0.0, 0.0, 0)
    assert latency([]) == {}


def test_equal_values_leave_no_doubt() -> None:
    """Whatever is drawn, the mean is the same."""
    assert bootstrap([1.0] * 20) == Estimate(1.0, 1.0, 1.0, 20)


def test_the_interval_is_that_of_a_share() -> None:
    """For 80 of 100 the normal approximation is 0.8 ± 1.96 · √(0.8 · 0.2 / 100) = 0.8 ± 0.078."""
    estimate = bootstrap([1.0] * 80 + [0.0] * 20)
    assert estimate.mean == pytest.approx(0.8)
    assert (estimate.low, estimate.high) == (pytest.approx(0.722, abs=0.015), pytest.approx(0.878, abs=0.015))


def test_the_interval_is_the_same_every_time() -> None:
    """A fixed seed makes runs comparable to the last digit."""
    assert bootstrap([0.0, 1.0, 1.0]) == bootstrap([0.0, 1.0, 1.0])


def test_percentiles_by_hand() -> None:
    """Of 0, 10, …, 1000: half are at most 500, 95 of 100 at most 950."""
    found = latency([float(10 * n) for n in range(101)])
    assert found == {"p50": 500.0, "p90": 900.0, "p95": 950.0, "p99": 990.0}
