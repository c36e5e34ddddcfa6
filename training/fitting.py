"""What fitting weights on development questions needs, whatever is weighed."""

from __future__ import annotations

import argparse
import pickle
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from authored import held_out_rows
from data import facqa_kept_out, rows
from numpy.typing import NDArray
from scipy.optimize import minimize

from tanyahumas.app import assistant_of
from tanyahumas.assistant import Assistant
from tanyahumas.commands.evalcorpora import PLACES, open_corpus
from tanyahumas.config import load_settings
from tanyahumas.evals.datasets import EvalQuestion
from tanyahumas.evals.sets import EvalSet, load_set
from tanyahumas.evals.shared_data import LONGEST
from tanyahumas.retrieval import understand

AUTHORED = "authored"
SETS = ("own", "dev_10k/inst_id", "dev_10k/inst_en", "dev_10k/facqa_en", "dev_10k/facqa_id", AUTHORED)
CONTEXT = 25  # characters on both sides of an answer, by which its passage is known
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
    chosen = authored_set() if name == AUTHORED else load_set(name, PLACES)
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


def authored_set() -> EvalSet:
    """The authored questions whose articles are kept out, over dev_10k, in turn in Indonesian and English.

    Those whose answer no passage of it holds whole are left out.
    """
    passages: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows("retrieval/dev_10k/corpus.jsonl.gz"):
        passages[row["pid"].split("#")[0]].append(row)
    articles = {row["doc_id"]: row["text"] for row in rows("institutional/dev_articles.jsonl")}
    asked = []
    for number, row in enumerate(held_out_rows()):
        text, lang = articles[row["article"]], ("id", "en")[number % 2]
        answer, told = "", ()
        if row["start"] is not None:
            answer = text[row["start"] : row["end"]]
            around = text[max(0, row["start"] - CONTEXT) : row["end"] + CONTEXT]
            told = _holding(passages[row["article"]], (around, answer))
            if not told:
                continue
        asked.append(_asked(f"{AUTHORED}-{number}-{lang}", lang, row[f"question_{lang}"], answer, told))
    return EvalSet(AUTHORED, "dev_10k", tuple(asked), True)


def _holding(passages: Sequence[dict[str, Any]], texts: Sequence[str]) -> tuple[str, ...]:
    """Ids of the passages that hold the first of the texts that any holds; () for none."""
    held = (tuple(p["pid"] for p in passages if text in p["text"]) for text in texts)
    return next((ids for ids in held if ids), ())


def _asked(id_: str, lang: str, text: str, answer: str, releases: tuple[str, ...]) -> EvalQuestion:
    kind = str(understand(text, LONGEST).type)
    answers = (answer,) if releases else ()
    return EvalQuestion(id_, lang, kind, text, answers, releases, bool(releases), None)


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
