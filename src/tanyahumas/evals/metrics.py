"""Retrieval and answer metrics in plain Python, each with its formula."""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Collection, Sequence


def recall_at(k: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Share of the relevant ids among the first k: |top k ∩ relevant| / min(k, |relevant|).

    Divided by what k places can hold, so that a perfect ranking has 1. 0 when nothing is
    relevant.
    """
    if not relevant:
        return 0.0
    return len(set(ranked[:k]) & set(relevant)) / min(k, len(set(relevant)))


def reciprocal_rank_at(k: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """1 / rank of the first relevant id among the first k; 0 when there is none."""
    ranks = (rank for rank, found in enumerate(ranked[:k], 1) if found in relevant)
    return 1.0 / next(ranks, math.inf)


def ndcg_at(k: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Normalised discounted cumulative gain with gains 0 and 1 (Järvelin and Kekäläinen, 2002).

    DCG = Σ gain_i / log2(i + 1) over ranks i = 1..k, divided by the DCG of the best ranking.
    """
    gains = [1.0 if found in relevant else 0.0 for found in ranked[:k]]
    best = _dcg([1.0] * min(k, len(set(relevant))))
    return _dcg(gains) / best if best else 0.0


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def normalise_answer(text: str) -> str:
    """Lower case, no punctuation, single blanks: SQuAD's normalisation without English articles."""
    signs = string.punctuation + "“”‘’–—…"
    return " ".join(re.sub(f"[{re.escape(signs)}]", " ", text.lower()).split())


def exact_match(said: str, answers: Sequence[str]) -> float:
    """1 when `said` equals one of the answers after normalisation, else 0."""
    return float(normalise_answer(said) in {normalise_answer(answer) for answer in answers})


def token_f1(said: str, answers: Sequence[str]) -> float:
    """Best F1 of the words of `said` against any answer, with repeated words counted (SQuAD)."""
    return max(
        (_f1(normalise_answer(said).split(), normalise_answer(a).split()) for a in answers), default=0.0
    )


def _f1(said: list[str], wanted: list[str]) -> float:
    shared = sum((Counter(said) & Counter(wanted)).values())
    if not shared:
        return 0.0
    precision, recall = shared / len(said), shared / len(wanted)
    return 2 * precision * recall / (precision + recall)


def contains_answer(said: str, answers: Sequence[str]) -> float:
    """1 when one of the answers stands in `said` as whole words, after normalisation."""
    padded = f" {normalise_answer(said)} "
    return float(any(f" {normalise_answer(answer)} " in padded for answer in answers if answer.strip()))
