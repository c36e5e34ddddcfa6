"""Fit the weights of `answering/reranking.py`: `python training/rerank.py OUT [--per-set 160]`.

Questions as in `choose.py`. The project's own search brings 15 passages, the shipped reader reads them.
Prints recall@1 / @5 of the release among those 15 by search alone, by the shipped weights, and by fitted
ones with five-fold cross-validation over questions (a question and its translation together), three
divisions. What was seen is kept in OUT, so that a second run only fits.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from fitting import FOLDS, Array, each_question, folds, key_of, looked_up, rivals_logit
from numpy.typing import NDArray

from tanyahumas.answering.reading import ReadingAnswerer
from tanyahumas.answering.reranking import WEIGHTS, WEIGHTS_ENGLISH, signs_of
from tanyahumas.domain import ANYBODY
from tanyahumas.retrieval import understand
from tanyahumas.retrieval.rerank import RERANKED, RerankingRetriever

DECAY = 0.01
DIVISIONS = (1, 2, 3)


@dataclass(frozen=True)
class Seen:
    """A question's passages in the order of the search: ids, signs of shape (n, 3), which are right."""

    name: str
    key: str
    english: bool
    ids: tuple[str, ...]
    signs: Array
    right: NDArray[np.bool_]


def main() -> None:
    seen = looked_up(__doc__, "candidates.pickle", look)
    report("search alone", seen, [one.signs[:, 0] for one in seen])
    shipped = np.array([*WEIGHTS, *np.subtract(WEIGHTS_ENGLISH, WEIGHTS)])
    report("shipped", seen, [table(one) @ shipped for one in seen])
    for seed in DIVISIONS:
        report(f"cross-validated, division {seed}", seen, cross_validated(seen, seed))
    weights = fit(seen)
    print("Indonesian, English:", weights[:3].round(2), (weights[:3] + weights[3:]).round(2))


def look(name: str, most: int) -> Iterator[Seen]:
    """What search and reader see for the answerable questions of a set whose order is not settled."""
    for assistant, question in each_question(name, most):
        assert isinstance(assistant.retriever, RerankingRetriever)
        assert isinstance(assistant.quotes, ReadingAnswerer)
        understood, now = understand(question.text, 1000), question.now or dt.datetime.now(dt.UTC)
        found = assistant.retriever.inner.search(understood, ANYBODY, now, RERANKED)
        if found.lists or found.settled or not question.found:
            continue
        passages = found.passages
        readings = assistant.quotes.reader.read(question.text, [p.text for p in passages])
        yield Seen(
            name,
            key_of(question),
            understood.language == "en",
            tuple(p.release.id for p in passages),
            np.array([signs_of(understood, p, r) for p, r in zip(passages, readings, strict=True)]),
            np.array([p.release.id in question.releases for p in passages]),
        )


def table(seen: Seen) -> Array:
    """The signs, and those again that weigh otherwise in English questions, else 0."""
    return np.hstack([seen.signs, seen.signs * seen.english])


def fit(seen: Sequence[Seen]) -> Array:
    """Weights of `table`."""
    return rivals_logit([(table(one), one.right) for one in seen], DECAY)


def cross_validated(seen: Sequence[Seen], seed: int) -> list[Array]:
    """Scores of each question's passages by weights of the other questions."""
    fold = folds((one.key for one in seen), seed)
    weights = [fit([one for one in seen if fold[one.key] != held_out]) for held_out in range(FOLDS)]
    return [table(one) @ weights[fold[one.key]] for one in seen]


def report(label: str, seen: Sequence[Seen], scores: Sequence[Array]) -> None:
    """One line: recall@1 / @5 of each set."""
    groups: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for one, scored in zip(seen, scores, strict=True):
        ranked = list(dict.fromkeys(one.ids[at] for at in np.argsort(-scored, kind="stable")))
        right = {id_ for id_, is_right in zip(one.ids, one.right, strict=True) if is_right}
        found = (ranked[0] in right, not right.isdisjoint(ranked[:5])) if ranked else (False, False)
        groups[f"{one.name} {'en' if one.english else 'id'}"].append(found)
    print(
        label, *(f"{n} ({len(f)}) {'/'.join(f'{x:.3f}' for x in np.mean(f, 0))}" for n, f in groups.items())
    )


if __name__ == "__main__":
    main()
