"""Recall of the vector search, and question to passages beside the bare query embedding.

    nice python benchmarks/index_search.py HOME QUERIES.jsonl [--questions 200]

HOME is a data directory that is indexed (`TANYAHUMAS_HOME=HOME tanyahumas index CORPUS.jsonl`);
QUERIES.jsonl has a `question` a line. Recall compares with exact search over the cached vectors.
Times are taken in turn for each question, after a warm-up.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanyahumas.app import App, open_app, utc_now
from tanyahumas.config import Settings
from tanyahumas.domain import ANYBODY
from tanyahumas.index import LiveIndex, OpenIndex
from tanyahumas.index.exact import ExactSearch
from tanyahumas.retrieval import Retriever, understand

K = 50
WARM_UP = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    lines = options.queries.read_text("utf-8").splitlines()
    asked = random.Random(1).sample([json.loads(line)["question"] for line in lines], options.questions)
    with open_app(Settings(home=options.home)) as app:
        live = LiveIndex(app.store, app.index_settings, app.registry.cached_vectors)
        started = time.perf_counter()
        with live.use() as index:
            print(f"opening: {time.perf_counter() - started:.2f} s for {index.manifest.chunks} passages")
            assert not index.degraded, index.problems
        speed(app, live, asked)
        print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")
        vectors = [app.embedder.embed_query(question) for question in asked]
        with live.use() as index:
            parts(index, vectors)
            recall(app, index, vectors)
        live.close()


def speed(app: App, live: LiveIndex, questions: list[str]) -> None:
    """p50 and p95 of retrieval and of the query embedding alone, in milliseconds."""
    retriever = Retriever(live, app.registry, app.embedder)
    whole: list[float] = []
    bare: list[float] = []
    for number, question in enumerate([*questions[:WARM_UP], *questions]):
        first = time.perf_counter()
        app.embedder.embed_query(question)
        second = time.perf_counter()
        retriever.retrieve(understand(question, 4000), ANYBODY, utc_now(), 8)
        third = time.perf_counter()
        if number >= WARM_UP:
            bare.append((second - first) * 1000)
            whole.append((third - second) * 1000)
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        ours, base = (float(np.quantile(values, share)) for values in (whole, bare))
        print(
            f"question to passages {name}: {ours:.1f} ms; bare query embedding {base:.1f} ms;"
            f" ratio {ours / base:.2f}"
        )


def parts(index: OpenIndex, vectors: list[NDArray[np.float32]]) -> None:
    """Milliseconds of the vector search alone."""
    times = []
    for vector in vectors:
        started = time.perf_counter()
        index.nearest(vector, K)
        times.append((time.perf_counter() - started) * 1000)
    print(f"vector search and catalog alone: p50 {statistics.median(times):.1f} ms")


def recall(app: App, index: OpenIndex, vectors: list[NDArray[np.float32]]) -> None:
    """Mean share of the exact 50 nearest that the index finds, ties by similarity counted as found."""
    exact = ExactSearch.over(
        index.catalog.text_hashes(), index.manifest.settings.model_fingerprint, app.registry.cached_vectors
    )
    assert exact is not None
    shares = []
    for vector in vectors:
        border = exact.query(vector, K)[-1][1]
        shares.append(sum(score >= border - 1e-5 for _, score in index.nearest(vector, K)) / K)
    print(
        f"recall@{K} of the vector search against exact search: {np.mean(shares):.4f}"
        f" (lowest {min(shares):.2f})"
    )


if __name__ == "__main__":
    main()
