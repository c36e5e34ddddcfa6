"""Fusion, by cases computed by hand."""

from __future__ import annotations

import pytest

from tanyahumas.retrieval.fusion import fuse, z_scores


def test_z_scores_by_hand() -> None:
    """1, 2, 3: mean 2, standard deviation sqrt(2/3)."""
    assert z_scores({"a": 1.0, "b": 2.0, "c": 3.0}) == pytest.approx(
        {"a": -1.224745, "b": 0.0, "c": 1.224745}
    )


def test_equal_scores_have_no_spread() -> None:
    """Equal scores, and none, do not divide by zero."""
    assert z_scores({"a": 2.0, "b": 2.0}) == {"a": 0.0, "b": 0.0}
    assert z_scores({}) == {}


def test_fusion_weighs_both_sides() -> None:
    """a: 0.7·1 + 0.3·(−1); b: 0.7·(−1) + 0.3·1; a chunk missing on one side has its lowest there."""
    fused = fuse({"a": 0.9, "b": 0.7}, {"b": 9.0, "c": 3.0}, 0.3)
    assert fused == pytest.approx({"a": 0.4, "b": -0.4, "c": -1.0})


def test_an_empty_side_leaves_the_other_alone() -> None:
    """Without lexical hits the dense order stays."""
    assert fuse({"a": 0.9, "b": 0.7}, {}, 0.3) == pytest.approx({"a": 1.0, "b": -1.0})
    assert fuse({}, {}, 0.3) == {}
