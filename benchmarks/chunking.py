"""Ways of cutting releases, each searched by the product's own retrieval over the same releases.

    python benchmarks/chunking.py [--releases 300] [--way NAME …]

Corpus: real institutional releases, those that the questions are about and others up to the number
given. Questions: the answerable ones of `institutional_qa`, in both languages. The first way is the
shipped one and the baseline. Printed for each: chunks, median tokens, recall@1 / @5 / @10 and MRR@10 of
the release, and whether the right answer stands in the first passage and the first five passages.
Each way has an index of its own in a temporary directory. Nothing is reranked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tanyahumas.app import App
from tanyahumas.chunking import chunk_release, count_tokens
from tanyahumas.commands.evalcorpora import PLACES
from tanyahumas.commands.show import progress_bar
from tanyahumas.config import Settings, load_settings
from tanyahumas.domain import ANYBODY, Chunk, Passage, Release
from tanyahumas.evals.datasets import EvalQuestion
from tanyahumas.evals.metrics import normalise_answer, recall_at, reciprocal_rank_at
from tanyahumas.evals.sets import load_set
from tanyahumas.evals.shared_data import corpus_rows
from tanyahumas.ingest import index_path
from tanyahumas.language.sentences import sentence_spans
from tanyahumas.registry import open_registry
from tanyahumas.retrieval import Retriever, understand

SEED = 17
SEARCHED = 30
PARAGRAPH = 220  # tokens; a longer paragraph is cut between sentences
Span = tuple[int, int]
Way = Callable[[App, Release], tuple[Chunk, ...]]


def packed(tokens: int) -> Way:
    """The shipped chunker with another size."""
    return lambda app, release: chunk_release(
        release, tokens, app.embedder.count_tokens, app.embedder.max_tokens
    )


def without_header(way: Way) -> Way:
    """The same stretches, each embedded and searched alone."""
    return lambda app, release: made(release, [(c.start, c.end) for c in way(app, release)], "")


def by_paragraph(app: App, release: Release) -> tuple[Chunk, ...]:
    """One chunk a paragraph."""
    return made(release, list(paragraphs(release.text)), header_of(app, release))


def by_window(app: App, release: Release) -> tuple[Chunk, ...]:
    """Each sentence with its neighbours on both sides, one chunk a sentence."""
    spans = sentence_spans(release.text)
    last = len(spans) - 1
    windows = [(spans[max(0, i - 1)][0], spans[min(last, i + 1)][1]) for i in range(len(spans))]
    kept = [(a, b) for a, b in windows if count_tokens(release.text[a:b]) <= 2 * PARAGRAPH]
    return made(release, kept or list(paragraphs(release.text)), header_of(app, release))


WAYS: dict[str, Way] = {
    "sentences to 220, header": packed(220),
    "sentences to 220": without_header(packed(220)),
    "sentences to 120, header": packed(120),
    "sentences to 350, header": packed(350),
    "paragraphs, header": by_paragraph,
    "paragraphs": without_header(by_paragraph),
    "three-sentence windows, header": by_window,
    "three-sentence windows": without_header(by_window),
}


def header_of(app: App, release: Release) -> str:
    """Title, place and date as the shipped chunker writes them."""
    chunk = packed(PARAGRAPH)(app, release)[0]
    return chunk.embedded_text.removesuffix(release.text[chunk.start : chunk.end])


def paragraphs(text: str) -> Iterator[Span]:
    """Lines of the text; one over PARAGRAPH tokens in runs of whole sentences."""
    at = 0
    for line in text.splitlines(keepends=True):
        run: Span | None = None
        for start, end in sentence_spans(line):
            if run and count_tokens(line[run[0] : end]) > PARAGRAPH:
                yield at + run[0], at + run[1]
                run = None
            run = (run[0] if run else start, end)
        if run:
            yield at + run[0], at + run[1]
        at += len(line)


def made(release: Release, spans: Sequence[Span], header: str) -> tuple[Chunk, ...]:
    """Chunks of these stretches."""
    texts = [f"{header}{release.text[start:end]}" for start, end in spans]
    ids = [hashlib.sha256(f"{release.id} {n} {t}".encode()).hexdigest()[:32] for n, t in enumerate(texts)]
    return tuple(
        Chunk(ids[n], release.id, release.content_hash, n, start, end, texts[n])
        for n, (start, end) in enumerate(spans)
    )


@dataclass(frozen=True)
class CutApp(App):
    """The program with another way of cutting."""

    way: Way = WAYS["sentences to 220, header"]

    def chunk(self, release: Release) -> tuple[Chunk, ...]:
        return self.way(self, release)


def main() -> None:
    """Print one line a way, in the order of `WAYS`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--releases", type=int, default=300)
    parser.add_argument("--way", action="append", choices=list(WAYS))
    wished = parser.parse_args()
    questions = [q for q in load_set("institutional_qa", PLACES).questions if q.found]
    rows = chosen(list(corpus_rows(PLACES.data, "institutional")), questions, wished.releases)
    print(f"{len(rows)} releases, {len(questions)} questions")
    print(f"{'way':32}{'chunks':>7}{'tokens':>7}   recall@1 / @5 / @10, MRR@10   answer in passage 1, 1-5")
    for name in wished.way or WAYS:
        with tempfile.TemporaryDirectory() as folder:
            print(f"{name:32}{measured(WAYS[name], rows, questions, Path(folder))}", flush=True)


def chosen(
    rows: list[dict[str, str | None]], questions: Sequence[EvalQuestion], count: int
) -> list[dict[str, str | None]]:
    """The releases that the questions are about, and others at random up to `count`."""
    needed = {release for question in questions for release in question.releases}
    others = [row for row in rows if row["id"] not in needed]
    random.Random(SEED).shuffle(others)
    kept = [row for row in rows if row["id"] in needed]
    return kept + others[: max(0, count - len(kept))]


def measured(
    way: Way, rows: list[dict[str, str | None]], questions: Sequence[EvalQuestion], folder: Path
) -> str:
    """The figures of one way as text."""
    corpus, shared = folder / "corpus.jsonl", load_settings().home / "models"
    corpus.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    home = folder / "home"
    home.mkdir()
    shared.mkdir(parents=True, exist_ok=True)
    (home / "models").symlink_to(shared.resolve(), target_is_directory=True)
    settings = Settings(home=home)
    registry = open_registry(settings.database_url)
    app = CutApp(settings, registry, way)
    with progress_bar() as progress:
        index_path(app, corpus, progress)
    cut = [chunk for listed in registry.all() for chunk in app.chunk(listed.release)]
    live = app.live_index()
    found = [search(Retriever(live, registry, app.embedder), question) for question in questions]
    live.close()
    registry.close()
    tokens = statistics.median(count_tokens(chunk.embedded_text) for chunk in cut)
    return f"{len(cut):7}{tokens:7.0f}   {figures(found, questions)}"


def search(retriever: Retriever, question: EvalQuestion) -> tuple[Passage, ...]:
    return retriever.retrieve(understand(question.text, 4000), ANYBODY, datetime.now(UTC), SEARCHED)


def figures(found: Sequence[tuple[Passage, ...]], questions: Sequence[EvalQuestion]) -> str:
    """By language, then together."""
    parts = []
    for language in ("id", "en", ""):
        pairs = [(f, q) for f, q in zip(found, questions, strict=True) if language in ("", q.lang)]
        ranked = [(list(dict.fromkeys(p.release.id for p in f)), q.releases) for f, q in pairs]
        recalls = [statistics.fmean(recall_at(k, r, right) for r, right in ranked) for k in (1, 5, 10)]
        mrr = statistics.fmean(reciprocal_rank_at(10, r, right) for r, right in ranked)
        held = [statistics.fmean(holds(f[:k], q) for f, q in pairs) for k in (1, 5)]
        figure = " / ".join(f"{recall:.3f}" for recall in recalls)
        parts.append(f"{language or 'both'} {figure}, {mrr:.3f}, {held[0]:.3f} {held[1]:.3f}")
    return "   ".join(parts)


def holds(passages: Sequence[Passage], question: EvalQuestion) -> float:
    """Whether an answer stands in a passage of the right release."""
    said = [normalise_answer(p.text) for p in passages if p.release.id in question.releases]
    return float(any(normalise_answer(answer) in text for text in said for answer in question.answers))


if __name__ == "__main__":
    main()
