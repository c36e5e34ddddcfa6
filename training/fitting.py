"""What fitting weights on development questions needs, whatever is weighed."""

from __future__ import annotations

import argparse
import pickle
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from data import facqa_kept_out
from numpy.typing import NDArray
from scipy.optimize import minimize

from tanyahumas.app import assistant_of
from tanyahumas.assistant import Assistant
from tanyahumas.commands.evalcorpora import PLACES, open_corpus
from tanyahumas.config import load_settings
from tanyahumas.evals.datasets import EvalQuestion
from tanyahumas.evals.sets import load_set

SETS = ("own", "dev_10k/inst_id", "dev_10k/inst_en", "dev_10k/facqa_en", "dev_10k/facqa_id")
FOLDS = 5
Array = NDArray[np.float64]


def looked_up(doc: str | None, file: str, look: Callable[[str, int], Iterable[Any]]) -> list[Any]:
    """What `look` sees for each set, kept in `file` of the folder that the command line names."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--per-set", type=int, default=160)
    options = parser.parse_args()
    cache = options.out / file
    if not cache.exists():
        options.out.mkdir(parents=True, exist_ok=True)
        cache.write_bytes(pickle.dumps([one for name in SETS for one in look(name, options.per_set)]))
    return list(pickle.loads(cache.read_bytes()))


def each_question(name: str, most: int) -> Iterator[tuple[Assistant, EvalQuestion]]:
    """The questions of a set, with the shipped assistant over its corpus.

    All of a set; of `facqa_id` at most so many whose passages the reader was not trained on.
    """
    chosen = load_set(name, PLACES)
    questions = list(chosen.questions)
    if name.endswith("facqa_id"):
        kept_out = facqa_kept_out()
        questions = [q for q in questions if not kept_out.isdisjoint(q.releases)]
        questions = random.Random(5).sample(questions, min(most, len(questions)))
    with (
        open_corpus(load_settings(), chosen.corpus, index=False) as app,
        assistant_of(app) as assistant,
    ):
        for question in questions:
            yield assistant, question


def key_of(question: EvalQuestion) -> str:
    """The same for a question and its translation."""
    return question.id.replace("_en", "").replace("-en", "").replace("_id", "").replace("-id", "")


def folds(keys: Iterable[str], seed: int) -> dict[str, int]:
    """A fold, 0 to 4, for each key; as many keys in each as can be."""
    shuffled = sorted(set(keys))
    random.Random(seed).shuffle(shuffled)
    return {key: number % FOLDS for number, key in enumerate(shuffled)}


def rivals_logit(tables: Sequence[tuple[Array, NDArray[np.bool_]]], decay: float) -> Array:
    """Weights that make the right rows likeliest among their rivals (multinomial logit).

    Each table has signs, shape (rows, signs), and which rows are right; those where all or none
    are right teach nothing. `decay` is of the mean square of the weights.
    """
    useful = [(signs, right) for signs, right in tables if right.any() and not right.all()]

    def loss(w: Array) -> float:
        scores = [(signs @ w, right) for signs, right in useful]
        lost = [np.logaddexp.reduce(s) - np.logaddexp.reduce(s[right]) for s, right in scores]
        return float(np.mean(lost) + decay * np.mean(w**2))

    return np.asarray(minimize(loss, np.zeros(useful[0][0].shape[1]), method="L-BFGS-B").x)
