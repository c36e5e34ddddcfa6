"""Search beside its baselines: the bare embedding of the question, and each half of the search alone.

    python benchmarks/retrieval.py [--set dev_10k/facqa_id] [--limit 200] [--index]

Time: what `Assistant.search` adds to embedding the question (the goal is 1.25 times the bare
embedding at 10,000 passages, reranker not counted). All calls of a question follow each other,
so that a busy machine slows them alike; medians are compared. Quality: recall of vectors alone,
of BM25 alone, of their reciprocal-rank fusion, and of the product, over the same candidates.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from tanyahumas.app import App, assistant_of
from tanyahumas.commands.evalcorpora import PLACES, open_corpus
from tanyahumas.config import load_settings
from tanyahumas.domain import ANYBODY
from tanyahumas.evals.datasets import EvalQuestion
from tanyahumas.evals.metrics import recall_at
from tanyahumas.evals.runner import SEARCHED
from tanyahumas.evals.sets import load_set, sample
from tanyahumas.index import LiveIndex, OpenIndex
from tanyahumas.index.catalog import Entry
from tanyahumas.retrieval import Question, Retriever, understand
from tanyahumas.retrieval.lexical_query import token_weights

POOL = 50
RRF = 60  # Cormack, Clarke and Büttcher, 2009
LONGEST = 4000
Ranked = list[str]
T = TypeVar("T")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", default="dev_10k/facqa_id")
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--index", action="store_true", help="bring the set's index up to date first")
    wished = parser.parse_args()
    chosen = sample(load_set(wished.set, PLACES), wished.limit)
    with open_corpus(load_settings(), chosen.corpus, index=wished.index) as app:
        times, found = measure(app, [q for q in chosen.questions if q.found])
    print_times(times)
    print_recall(chosen.name, found)


def measure(
    app: App, questions: Sequence[EvalQuestion]
) -> tuple[dict[str, list[float]], dict[str, list[tuple[Ranked, EvalQuestion]]]]:
    """Milliseconds by step, and rankings by way of searching; the first question warms up."""
    times: dict[str, list[float]] = {}
    found: dict[str, list[tuple[Ranked, EvalQuestion]]] = {}
    live = LiveIndex(app.store, app.index_settings)
    # One of its own: the assistant's remembers the vectors of questions.
    retriever = Retriever(app.live_index(quick=True), app.registry, app.embedder)
    with assistant_of(app) as assistant, live.use() as index:
        for question in [questions[0], *questions]:
            understood = understand(question.text, LONGEST)
            took: dict[str, float] = {}
            vector = timed(took, "embedding alone", lambda q=question: app.embedder.embed_query(q.text))
            dense = timed(took, "vector search", lambda v=vector: index.nearest(v, POOL))
            lexical = timed(took, "BM25", lambda u=understood: bm25(index, u))
            now = assistant.clock()
            timed(
                took,
                "retriever (embedding included)",
                lambda u=understood, n=now: retriever.retrieve(u, ANYBODY, n, app.settings.passages),
            )
            passages = timed(
                took, "Assistant.search", lambda q=question: assistant.search(q.text, k=SEARCHED)
            )
            for name, milliseconds in took.items():
                times.setdefault(name, []).append(milliseconds)
            ways = {
                "vectors": unique(e.release_id for e, _ in dense),
                "BM25": unique(e.release_id for e, _ in lexical),
                "RRF": rrf(dense, lexical),
                "product": unique(p.release.id for p in passages),
            }
            for name, ranked in ways.items():
                found.setdefault(name, []).append((ranked, question))
    live.close()
    return {k: v[1:] for k, v in times.items()}, {k: v[1:] for k, v in found.items()}


def bm25(index: OpenIndex, understood: Question) -> list[tuple[Entry, float]]:
    return index.matching(token_weights(understood, index.lexical), POOL)


def rrf(*sides: list[tuple[Entry, float]]) -> Ranked:
    """Releases by the sum of 1 / (60 + rank) over the sides."""
    scores: dict[str, float] = {}
    for side in sides:
        for rank, release in enumerate(unique(e.release_id for e, _ in side), 1):
            scores[release] = scores.get(release, 0.0) + 1 / (RRF + rank)
    return sorted(scores, key=lambda release: -scores[release])


def unique(ids: Iterable[str]) -> Ranked:
    return list(dict.fromkeys(ids))


def timed(took: dict[str, float], name: str, call: Callable[[], T]) -> T:
    started = time.perf_counter()
    result = call()
    took[name] = (time.perf_counter() - started) * 1000
    return result


def print_times(times: dict[str, list[float]]) -> None:
    bare = statistics.median(times["embedding alone"])
    print(f"{'step':32}{'median ms':>10}{'p95 ms':>9}{'× bare':>8}   n={len(times['embedding alone'])}")
    for name, values in times.items():
        median, late = statistics.median(values), statistics.quantiles(values, n=20)[-1]
        print(f"{name:32}{median:10.1f}{late:9.1f}{median / bare:8.2f}")


def print_recall(name: str, found: dict[str, list[tuple[Ranked, EvalQuestion]]]) -> None:
    print(f"\n{name:20}{'recall@1':>10}{'@5':>8}{'@10':>8}")
    for way, rankings in found.items():
        means = [statistics.fmean(recall_at(k, r, q.releases) for r, q in rankings) for k in (1, 5, 10)]
        print(f"{way:20}{means[0]:10.3f}{means[1]:8.3f}{means[2]:8.3f}")


if __name__ == "__main__":
    main()
