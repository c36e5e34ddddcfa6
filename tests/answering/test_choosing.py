"""The weights by which a sentence is chosen and told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tanyahumas.answering.choosing import Signs, held

GOOD = Signs(1.3, 1.0, 1.0, 0.0, 1.0, 1.0)
BAD = Signs(0.85, 0.0, 0.0, 4.0, -1.0, -1.0)


@pytest.mark.parametrize("english", [False, True])
def test_probability_runs_from_no_to_yes(english: bool) -> None:
    """A sentence with every sign is told, one with none is not; both stay between 0 and 1."""
    assert 0.9 < GOOD.probability(english=english) < 1
    assert 0 < BAD.probability(english=english) < 0.05


@pytest.mark.parametrize("sign", ["overlap", "passage_overlap", "margin", "titled_margin"])
@pytest.mark.parametrize("english", [False, True])
def test_each_sign_speaks_for_a_sentence(sign: str, english: bool) -> None:
    """More of it raises place and probability."""
    less = replace(GOOD, **{sign: 0.2})
    assert less.order(english=english) < GOOD.order(english=english)
    assert less.probability(english=english) < GOOD.probability(english=english)


def test_a_later_passage_comes_later() -> None:
    """The place of the passage counts."""
    assert replace(GOOD, rank=1.0).order(english=False) < GOOD.order(english=False)


def test_margins_are_held() -> None:
    """Beyond ±8 more says nothing more."""
    assert [held(margin) for margin in (-30, -8, 0, 4, 30)] == [-1, -1, 0, 0.5, 1]
