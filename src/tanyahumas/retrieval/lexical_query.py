"""A question as BM25 is asked: its tokens, and for an English one their translations."""

from __future__ import annotations

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
    for translation in question.translations:
        known = index.known_among(translation.indonesian)
        for token in known:
            weights.setdefault(token, TRANSLATION_WEIGHT / len(known) ** 0.5)
    return weights
