"""Figures of a reader on held-out questions: exact match, F1, refusals."""

from __future__ import annotations

import collections
import re
import string
from collections.abc import Sequence

import torch
from data import Example, crop
from model import SpanReader, batches, fast_precision, features
from tokenizers import Tokenizer

from tanyahumas.answering.reader import ANSWER_TOKENS

PUNCTUATION = re.compile(f"[{re.escape(string.punctuation)}“”‘’–—]")


def evaluate(
    reader: SpanReader, tokenizer: Tokenizer, held_out: dict[str, list[Example]]
) -> dict[str, dict[str, float]]:
    """Figures of every source, each given its passage."""
    return {name: score(part, predict(reader, tokenizer, part)) for name, part in held_out.items()}


def predict(reader: SpanReader, tokenizer: Tokenizer, part: Sequence[Example]) -> list[tuple[str, float]]:
    """For each example the best span and its score minus that of "not here"."""
    part = [crop(found, None) for found in part]
    items = [features(tokenizer, found, None) for found in part]
    found: list[tuple[str, float]] = [("", 0.0)] * len(part)
    reader.eval()
    for group, batch in batches(items, 8192, None):
        with torch.no_grad(), fast_precision():
            starts, ends = reader(batch["ids"], batch["allowed"])
        for row, i in enumerate(group):
            found[i] = best_span(starts[row], ends[row], items[i], part[i].passage)
    return found


def best_span(starts: torch.Tensor, ends: torch.Tensor, item, passage: str) -> tuple[str, float]:  # noqa: ANN001
    """The best span's text and its margin."""
    stop = item.first + len(item.offsets)
    pairs = starts[item.first : stop, None] + ends[None, item.first : stop]
    pairs = pairs.triu().tril(ANSWER_TOKENS - 1) + torch.ones_like(pairs).triu().tril(ANSWER_TOKENS - 1).log()
    at = int(pairs.argmax())
    a, b = divmod(at, pairs.shape[1])
    margin = float(pairs.flatten()[at] - starts[0] - ends[0])
    return passage[item.offsets[a][0] : item.offsets[b][1]], margin


def normalise(text: str) -> str:
    """Lower case, no punctuation, single spaces: SQuAD's rule without its English articles."""
    return " ".join(PUNCTUATION.sub(" ", text.lower()).split())


def f1(found: str, gold: str) -> float:
    """Token F1 = 2 |common| / (|found| + |gold|), counted with multiplicity."""
    a, b = normalise(found).split(), normalise(gold).split()
    common = sum((collections.Counter(a) & collections.Counter(b)).values())
    return 2 * common / (len(a) + len(b)) if common else 0.0


def score(part: Sequence[Example], predictions: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Exact match and F1 of the span on answerable questions, forced and at margin 0; refusals."""
    gold = [[found.passage[a:b] for a, b in found.answers] for found in part]
    told = [(g, p) for g, p in zip(gold, predictions, strict=True) if g]
    silent = [p for g, p in zip(gold, predictions, strict=True) if not g]
    figures = {
        "questions": len(part),
        "exact": mean([max(normalise(p[0]) == normalise(t) for t in g) for g, p in told]),
        "f1": mean([max(f1(p[0], t) for t in g) for g, p in told]),
        "f1_at_0": mean([max(f1(p[0], t) for t in g) if p[1] > 0 else 0.0 for g, p in told]),
        "answered_at_0": mean([p[1] > 0 for _, p in told]),
    }
    if silent:
        figures["refused_at_0"] = mean([p[1] <= 0 for p in silent])
    return {name: round(value, 4) for name, value in figures.items()}


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
