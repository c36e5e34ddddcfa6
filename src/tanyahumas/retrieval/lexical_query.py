"""A question as BM25 is asked: its tokens, and what may stand for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tanyahumas.index.lexical import LexicalIndex
from tanyahumas.retrieval.question import Question

# A translation is a guess, so it weighs less than a word of the question; the best of 0.3 to 1.0.
TRANSLATION_WEIGHT = 0.8


def token_weights(question: Question, index: LexicalIndex) -> dict[str, float]:
    """Weight by search token: 1 for the question's own, less for translations that the index knows.

    n known translations of a word weigh 0.8 / sqrt(n) each, so that a word with many does
    not outweigh a name.
    """
    weights = dict.fromkeys(question.tokens, 1.0)
    add_stand_ins(weights, (t.indonesian for t in question.translations), index)
    return weights


def add_stand_ins(
    weights: dict[str, float], groups: Iterable[Iterable[str]], index: LexicalIndex, weight: float = 1.0
) -> None:
    """Add groups of tokens, each standing for one word of the question with a weight up to 1."""
    for group in groups:
        known = index.known_among(group)
        for token in known:
            weights.setdefault(token, weight * TRANSLATION_WEIGHT / len(known) ** 0.5)


def without(weights: Mapping[str, float], dropped: Iterable[str]) -> dict[str, float]:
    """The weights but for some tokens; all of them when nothing would be left."""
    gone = set(dropped)
    return {token: weight for token, weight in weights.items() if token not in gone} or dict(weights)
