"""Passages that look right and do not answer: what a retriever would bring."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from data import Example, answer_texts, holds, rows
from numpy.typing import NDArray

from tanyahumas.config import PROJECT_ROOT
from tanyahumas.embedding.conversion import PASSAGE_PROMPT, QUERY_PROMPT
from tanyahumas.embedding.default import prepare_model
from tanyahumas.embedding.sentence import SentenceModel

HARDEST = 12


def pool(training: Sequence[Example], rng: random.Random, size: int) -> list[str]:
    """Passages of the training questions and `size` others of the mixed corpus, none of measured articles."""
    measured = {row["doc_id"] for row in rows("institutional_qa/dev_qa.jsonl") if row["doc_id"]}
    corpus = [
        row["text"]
        for row in rows("retrieval/dev_10k/corpus.jsonl.gz")
        if row["src"] != "facqa" and row["pid"].split("#")[0] not in measured
    ]
    own = sorted({found.passage for found in training})
    return own + rng.sample(corpus, size)


def mine(
    wanted: Sequence[tuple[Sequence[Example], int]], passages: Sequence[str], rng: random.Random
) -> list[Example]:
    """For every question of each part, so many of the passages nearest to it that do not hold its answer."""
    asked = [(found, count) for part, count in wanted for found in part]
    nearest = _nearest([found.question for found, _ in asked], [text[:1200] for text in passages])
    mined = []
    for (found, count), near in zip(asked, nearest, strict=True):
        wrong = [
            passages[i]
            for i in near
            if passages[i] != found.passage and not holds(passages[i], answer_texts(found))
        ][:HARDEST]
        mined += [
            Example(f"{found.source}-wrong", found.question, passage, ())
            for passage in rng.sample(wrong, min(count, len(wrong)))
        ]
    return mined


def vectors(
    questions: Sequence[str], texts: Sequence[str]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Embeddings of questions and of what they are compared with, shape (n, 384) each."""
    model = SentenceModel(prepare_model(PROJECT_ROOT / ".tanyahumas"))
    asked = model.passages(questions, [len(q) // 3 for q in questions], QUERY_PROMPT, None)
    read = model.passages(texts, [len(t) // 3 for t in texts], PASSAGE_PROMPT, None)
    return asked, read


def _nearest(questions: Sequence[str], passages: Sequence[str]) -> NDArray[np.int64]:
    """Indices of the HARDEST + 3 passages nearest to each question, nearest first."""
    asked, read = vectors(questions, passages)
    return np.argsort(-(asked @ read.T), axis=1)[:, : HARDEST + 3]
