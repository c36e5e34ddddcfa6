"""Fit the weights of `answering/choosing.py`: `python training/choose.py OUT [--per-set 160]`.

Questions of the project's own corpus and of dev_10k (FacQA only over passages that the reader was not
trained on) are searched for with what is shipped, which needs `tanyahumas eval --set dev_10k --index`
once. Each is also asked with the answering passages taken away, so that silence is learnt. Prints the
weights, and figures by five-fold cross-validation over questions (a question and its translation together).
What was seen is kept in OUT, so that a second run only fits.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np
from fitting import FOLDS, Array, each_question, folds, key_of, looked_up, rivals_logit
from numpy.typing import NDArray
from scipy.optimize import minimize

from tanyahumas.answering.choosing import Signs
from tanyahumas.answering.reading import READ
from tanyahumas.assistant import Assistant
from tanyahumas.domain import ANYBODY, Passage
from tanyahumas.evals.datasets import EvalQuestion
from tanyahumas.evals.metrics import contains_answer
from tanyahumas.retrieval import understand

NAMES = tuple(field.name for field in fields(Signs))
ORDER = ("overlap", "passage_overlap", "rank", "margin", "titled_margin")
ORDER_ENGLISH = ("overlap", "margin", "titled_margin")
TOLD_ENGLISH = ("score", "margin", "titled_margin")
ORDER_DECAY, TOLD_DECAY = 0.002, 5.0
WEIGHTS = {"taken away": 0.5, "unanswerable": 1.5, "answerable": 1.0}


@dataclass(frozen=True)
class Seen:
    """A question's sentences, shape (sentences, signs), which of them are right, and what it is."""

    name: str
    key: str
    kind: str
    english: bool
    signs: Array
    right: NDArray[np.bool_]


def main() -> None:
    seen = [one for one in looked_up(__doc__, "signs.pickle", look) if len(one.signs)]
    print_figures(seen, cross_validated(seen))
    order = fit_order(seen)
    print("ORDER", dict(zip([*ORDER, *(f"en {n}" for n in ORDER_ENGLISH)], order.round(2), strict=True)))
    names = ["bias", "en bias", *NAMES, *(f"en {n}" for n in TOLD_ENGLISH)]
    print("TOLD", dict(zip(names, fit_told(seen, order).round(3), strict=True)))


def look(name: str, most: int) -> Iterator[Seen]:
    """What the shipped search and reader see for the questions of a set, with and without the answer."""
    for assistant, question in each_question(name, most):
        yield from look_at(name, question, assistant)


def look_at(name: str, question: EvalQuestion, assistant: Assistant) -> list[Seen]:
    """One question; nothing where releases are listed."""
    understood, now = understand(question.text, 1000), question.now or dt.datetime.now(dt.UTC)
    found = assistant.retriever.search(understood, ANYBODY, now, 15)
    if found.lists or found.topicless or (question.found and not question.answers):
        return []

    def seen(kind: str, passages: Sequence[Passage]) -> Seen:
        judged = assistant.quotes.judged(understood, passages)
        right = [
            kind == "answerable"
            and one.candidate.quote.release.id in question.releases
            and bool(contains_answer(one.candidate.quote.text, question.answers))
            for one in judged
        ]
        signs = np.array([astuple(one.signs) for one in judged], float).reshape(-1, len(NAMES))
        return Seen(name, key_of(question), kind, understood.language == "en", signs, np.array(right, bool))

    if not question.found:
        return [seen("unanswerable", found.passages[:READ])]
    others = [p for p in found.passages if not _tells(p, question)]
    return [seen("answerable", found.passages[:READ]), seen("taken away", others[:READ])]


def _tells(passage: Passage, question: EvalQuestion) -> bool:
    text = f"{passage.release.title} {passage.text}"
    return passage.release.id in question.releases or bool(contains_answer(text, question.answers))


def columns(seen: Seen, names: Sequence[str], english: Sequence[str]) -> Array:
    """The named signs, and those again that weigh otherwise in English questions, else 0."""
    own = seen.signs[:, [NAMES.index(name) for name in names]]
    again = seen.signs[:, [NAMES.index(name) for name in english]] * seen.english
    return np.hstack([own, again])


def fit_order(seen: Sequence[Seen]) -> Array:
    """Weights that make the right sentences likeliest among their rivals (multinomial logit)."""
    return rivals_logit([(columns(one, ORDER, ORDER_ENGLISH), one.right) for one in seen], ORDER_DECAY)


def first(seen: Seen, order: Array) -> int:
    """The sentence that comes first."""
    return int((columns(seen, ORDER, ORDER_ENGLISH) @ order).argmax())


def told_signs(seen: Seen, order: Array) -> Array:
    """What the probability of the first sentence is made of."""
    at = first(seen, order)
    return np.array([1, seen.english, *columns(seen, NAMES, TOLD_ENGLISH)[at]], float)


def fit_told(seen: Sequence[Seen], order: Array) -> Array:
    """Logistic regression on standardised signs, with the weights for the signs as they are."""
    x = np.array([told_signs(one, order) for one in seen])
    y = np.array([one.right[first(one, order)] for one in seen])
    weight = np.array([WEIGHTS[one.kind] for one in seen])
    mean, deviation = x[:, 1:].mean(0), x[:, 1:].std(0) + 1e-9
    table = np.hstack([x[:, :1], (x[:, 1:] - mean) / deviation])

    def loss(w: Array) -> float:
        margin = np.where(y, 1, -1) * (table @ w)
        return float((weight * np.logaddexp(0, -margin)).sum() + TOLD_DECAY * np.square(w[1:]).sum())

    w = minimize(loss, np.zeros(table.shape[1]), method="L-BFGS-B").x
    scaled = w[1:] / deviation
    return np.array([w[0] - scaled @ mean, *scaled])


def cross_validated(seen: Sequence[Seen]) -> list[tuple[bool, float]]:
    """Whether the first sentence is right, and its probability, for each by weights of the others."""
    fold = folds((one.key for one in seen), seed=3)
    fitted = []
    for held_out in range(FOLDS):
        rest = [one for one in seen if fold[one.key] != held_out]
        order = fit_order(rest)
        fitted.append((order, fit_told(rest, order)))
    found = []
    for one in seen:
        order, told = fitted[fold[one.key]]
        probability = 1 / (1 + np.exp(-told_signs(one, order) @ told))
        found.append((bool(one.right[first(one, order)]), float(probability)))
    return found


def print_figures(seen: Sequence[Seen], judged: Sequence[tuple[bool, float]]) -> None:
    """Right or refused by set and least probability."""
    groups: dict[tuple[str, str], list[tuple[bool, float]]] = defaultdict(list)
    for one, verdict in zip(seen, judged, strict=True):
        groups[f"{one.name} {'en' if one.english else 'id'}", one.kind].append(verdict)
    for least in (0.0, 0.3, 0.35, 0.4, 0.5):
        print(f"least probability {least}")
        for (name, kind), verdicts in sorted(groups.items()):
            share = np.mean([_good(kind, *verdict, least) for verdict in verdicts])
            print(f"  {name} {kind}: {share:.3f} of {len(verdicts)}")


def _good(kind: str, right: bool, probability: float, least: float) -> bool:
    return right and probability >= least if kind == "answerable" else probability < least


if __name__ == "__main__":
    main()
