"""Metrics, by cases computed by hand."""

from __future__ import annotations

import math

import pytest

from tanyahumas.evals.metrics import (
    contains_answer,
    exact_match,
    ndcg_at,
    recall_at,
    reciprocal_rank_at,
    token_f1,
)


def test_recall_by_hand() -> None:
    """Of b and d, the first two hold b: 1 of 2; the first one holds none; with k = 1 one is possible."""
    ranked = ["a", "b", "c", "d"]
    assert recall_at(2, ranked, {"b", "d"}) == 0.5
    assert recall_at(1, ranked, {"b", "d"}) == 0.0
    assert recall_at(1, ["b"], {"b", "d"}) == 1.0
    assert recall_at(5, [], {"b"}) == 0.0
    assert recall_at(5, ranked, set()) == 0.0


def test_reciprocal_rank_by_hand() -> None:
    """The first relevant id stands third: 1/3; beyond k it counts nothing."""
    assert reciprocal_rank_at(10, ["a", "b", "c"], {"c"}) == pytest.approx(1 / 3)
    assert reciprocal_rank_at(2, ["a", "b", "c"], {"c"}) == 0.0


def test_ndcg_by_hand() -> None:
    """Relevant at ranks 2 and 3 of 2: (1/log2 3 + 1/log2 4) / (1 + 1/log2 3)."""
    expected = (1 / math.log2(3) + 0.5) / (1 + 1 / math.log2(3))
    assert ndcg_at(10, ["a", "b", "c"], {"b", "c"}) == pytest.approx(expected)
    assert ndcg_at(10, ["b", "c"], {"b", "c"}) == pytest.approx(1.0)
    assert ndcg_at(10, ["a"], set()) == 0.0


def test_exact_match_forgives_case_and_signs_only() -> None:
    """`39 Peserta.` is `39 peserta`; `39` is not."""
    assert exact_match("39 Peserta.", ["39 peserta"]) == 1.0
    assert exact_match("39", ["39 peserta"]) == 0.0


def test_f1_by_hand() -> None:
    """Said 4 words, wanted 2, shared 2: precision 1/2, recall 1, F1 2/3; the best answer counts."""
    assert token_f1("rektor Afner Gus hadir", ["Afner Gus", "lain"]) == pytest.approx(2 / 3)
    assert token_f1("", ["x"]) == 0.0
    assert token_f1("x", []) == 0.0


def test_containment_needs_whole_words() -> None:
    """`9` does not stand in `39 peserta`."""
    assert contains_answer("diikuti 39 peserta", ["39"]) == 1.0
    assert contains_answer("diikuti 39 peserta", ["9"]) == 0.0
    assert contains_answer("apa saja", [""]) == 0.0
