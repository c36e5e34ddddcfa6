"""Which sentence is told, and whether any: what speaks for a sentence, weighed.

Weights are fitted on development questions (`training/choose.py`, docs/models.md): those of the
order by the likelihood of the right sentence among its rivals, those of the probability by
logistic regression over the sentences that come first.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

MARGIN_BOUND = 8.0
# Below it no release tells: what is told at it is right in one of four cases, and .64 of all that is told,
# where for more than half of the questions nothing answers; of what is told to the others, .87.
LEAST_PROBABILITY = 0.33


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a sentence; shares from 0 to 1.

    `score` is that of words and meaning, `overlap` and `passage_overlap` the shares of the question's
    words that sentence and passage hold, `rank` the passage's place from 0. `margin` is the reader's
    for the sentence, `titled_margin` that for the sentence below its release's title, both from -1 to
    1, and -1 without a span of the asked kind. Its margin for the whole passage would help a little
    more, but what somebody put into a release beside the sentence moves it.
    """

    score: float
    overlap: float
    passage_overlap: float
    rank: float
    margin: float
    titled_margin: float

    def order(self, *, english: bool) -> float:
        """What sentences of one question are compared by."""
        return _weighed(self, ORDER) + (_weighed(self, ORDER_ENGLISH) if english else 0.0)

    def apart(self, *, english: bool) -> float:
        """The same without the passage's place, which says nothing about what the sentence tells."""
        return self.order(english=english) - ORDER.rank * self.rank

    def probability(self, *, english: bool) -> float:
        """That the sentence answers, 0 to 1, if it is the first by `order`."""
        logit = BIAS + _weighed(self, TOLD)
        if english:
            logit += BIAS_ENGLISH + _weighed(self, TOLD_ENGLISH)
        return 1 / (1 + math.exp(-logit))


def held(margin: float) -> float:
    """A margin held to ±8, as a share of that."""
    return max(-MARGIN_BOUND, min(MARGIN_BOUND, margin)) / MARGIN_BOUND


def _weighed(signs: Signs, weights: Signs) -> float:
    products = (sign * weight for sign, weight in zip(astuple(signs), astuple(weights), strict=True))
    return float(sum(products))


ORDER = Signs(0.0, 2.66, 4.11, -0.68, 1.28, 1.16)
ORDER_ENGLISH = Signs(0.0, 0.51, 0.0, 0.0, 0.38, 0.61)
TOLD = Signs(3.798, 1.259, 1.096, -1.490, 1.077, 0.993)
TOLD_ENGLISH = Signs(0.432, 0.0, 0.0, 0.0, 0.014, -0.101)
BIAS, BIAS_ENGLISH = -6.478, 0.318
