"""The extractive reader: where in a passage a question is answered, and whether at all."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanyahumas.answering.reader_weights import GRAPH, prepare_reader
from tanyahumas.embedding.default import BuiltIn
from tanyahumas.embedding.once import Once
from tanyahumas.embedding.onnx_encoder import PLACES, Embeddings, open_session, run_session
from tanyahumas.embedding.unigram import BEGIN_ID, END_ID, Span

QUESTION_TOKENS = 62
TITLE_TOKENS = 60
WINDOW_TOKENS = 300
OVERLAP_TOKENS = 100
ANSWER_TOKENS = 40
# Probability = 1 / (1 + exp(-(SLOPE * margin + SHIFT))) with margin = span score - null score, fitted
# on held-out questions; docs/models.md has the reliability table.
SLOPE, SHIFT = 0.299, -0.569

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a passage says to a question: `passage[start:end]` is the likeliest answer.

    `span_score` and `null_score` are the model's for that answer and for "not here"; their
    difference compares passages of one question. `answer_probability` is the calibrated
    probability, 0 to 1, that the passage answers. An empty passage gives an empty span and 0.
    """

    start: int
    end: int
    span_score: float
    null_score: float
    answer_probability: float


NOTHING = Reading(0, 0, -math.inf, math.inf, 0.0)


class Reader:
    """The built-in reader; files are made and read at the first use; thread-safe."""

    def __init__(self, base: BuiltIn) -> None:
        """`base` is best the one that the embedder uses."""
        self._model = Once(lambda: _Model(base))

    def read(self, question: str, passages: Sequence[str], titles: Sequence[str] = ()) -> list[Reading]:
        """One reading for each passage, in order; of a question only the first 62 tokens are read.

        With `titles`, as many as passages, each is read before its passage, up to 60 tokens of
        it, and never is the answer: who is meant is often said by the title alone. An empty
        title is none.

        Raises:
            EmbeddingError: the model cannot be made or loaded.
        """
        model = self._model()
        asked = model.tokenizer.encode(question).ids[:QUESTION_TOKENS]
        before = [BEGIN_ID, *asked, END_ID, END_ID]
        return [
            _best(model, [*before, *_title_ids(model, title)], passage)
            for title, passage in zip(titles or [""] * len(passages), passages, strict=True)
        ]


class _Model:
    """Tokenizer, embeddings and graph."""

    def __init__(self, base: BuiltIn) -> None:
        own = prepare_reader(base.home)
        self.tokenizer = base.tokenizer()
        self._embeddings = Embeddings(base.words(), np.load(own / PLACES))
        self._session = open_session(own / GRAPH)

    def logits(self, ids: list[int]) -> Floats:
        """Start and end logits of a sequence, shape (tokens, 2)."""
        logits: Floats = run_session(self._session, self._embeddings(ids))[0][0]
        return logits


def _title_ids(model: _Model, title: str) -> list[int]:
    return model.tokenizer.encode(f"{title}.").ids[:TITLE_TOKENS] if title else []


def _best(model: _Model, before: list[int], passage: str) -> Reading:
    tokens = model.tokenizer.encode(passage)
    readings = (
        _read_window(model, before, tokens.ids[first:last], tokens.offsets[first:last])
        for first, last in windows(len(tokens.ids))
    )
    return max(readings, key=lambda one: one.span_score - one.null_score, default=NOTHING)


def windows(count: int) -> Iterator[Span]:
    """Overlapping stretches of tokens that cover all; no answer of 40 tokens is cut by all of them."""
    first = 0
    while first < count:
        yield first, min(first + WINDOW_TOKENS, count)
        if first + WINDOW_TOKENS >= count:
            return
        first += WINDOW_TOKENS - OVERLAP_TOKENS


def _read_window(model: _Model, before: list[int], ids: list[int], offsets: Sequence[Span]) -> Reading:
    logits = model.logits([*before, *ids, END_ID])
    inside = logits[len(before) : len(before) + len(ids)]
    scores = inside[:, None, 0] + inside[None, :, 1] + _band()[: len(ids), : len(ids)]
    first, last = divmod(int(scores.argmax()), len(ids))
    span, null = float(scores[first, last]), float(logits[0].sum())
    probability = 1 / (1 + math.exp(-(SLOPE * (span - null) + SHIFT)))
    return Reading(offsets[first][0], offsets[last][1], span, null, probability)


@functools.cache
def _band() -> Floats:
    """0 where first <= last < first + ANSWER_TOKENS, minus infinity elsewhere."""
    ones = np.ones((WINDOW_TOKENS, WINDOW_TOKENS), bool)
    return np.where(np.triu(ones) & ~np.triu(ones, ANSWER_TOKENS), 0, -np.inf).astype(np.float32)
