"""Word search three ways over the same stemmed tokens: bm25s arrays, SQLite FTS5, PostgreSQL full text.

    nice python benchmarks/index_lexical.py HOME RETRIEVAL [--questions 300]

HOME is a data directory that is indexed with the corpus of RETRIEVAL (a folder with
`queries.jsonl` and `qrels.tsv`). Recall@10 counts questions of which a release that holds the
answer is among the first ten releases; the baseline is bm25s, which is what is shipped. PostgreSQL is
left out where it is not installed. Memory is what the process grows by when the index is opened.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tanyahumas.index import GenerationStore
from tanyahumas.index.catalog import Catalog
from tanyahumas.index.disk import size_of
from tanyahumas.index.lexical import LexicalIndex
from tanyahumas.retrieval import understand

K = 50
Search = Callable[[Sequence[str]], list[int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("retrieval", type=Path)
    parser.add_argument("--questions", type=int, default=300)
    options = parser.parse_args()
    folder = GenerationStore(options.home).current()
    catalog = Catalog(folder, create=False)
    releases = dict(catalog._rows("SELECT number, release_id FROM chunks"))
    questions = judged(options.retrieval, set(releases.values()), options.questions)
    print(f"{catalog.count()} passages, {len(questions)} questions")
    for engine in (bm25s, fts5, postgres):
        before = resident()
        with engine(folder, catalog) as (search, size):
            report(engine.__name__, search, size, resident() - before, questions, releases)


def judged(folder: Path, known: set[str], count: int) -> list[tuple[list[str], set[str]]]:
    """Tokens of questions and the releases that answer them, as far as they are indexed."""
    right: dict[str, set[str]] = {}
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        qid, *_, pid, grade = line.split("\t")
        if grade == "2" and pid in known:
            right.setdefault(qid, set()).add(pid)
    rows = [json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["qid"] in right]
    chosen = random.Random(1).sample(rows, min(count, len(rows)))
    return [(list(understand(row["question"], 4000).tokens), right[row["qid"]]) for row in chosen]


def report(
    name: str,
    search: Search,
    size: int,
    memory: float,
    questions: list[tuple[list[str], set[str]]],
    releases: dict[int, str],
) -> None:
    times, hits = [], 0
    for tokens, right in questions:
        started = time.perf_counter()
        found = search(tokens)
        times.append((time.perf_counter() - started) * 1000)
        hits += bool(right & set(list(dict.fromkeys(releases[number] for number in found))[:10]))
    p50, p95 = np.quantile(times, 0.5), np.quantile(times, 0.95)
    print(
        f"{name}: recall@10 {hits / len(questions):.3f}; p50 {p50:.1f} ms, p95 {p95:.1f} ms;"
        f" {size / 1e6:.0f} MB on disk, {memory:.0f} MB in memory"
    )


def resident() -> float:
    """Megabytes of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


@contextmanager
def bm25s(folder: Path, catalog: Catalog) -> Iterator[tuple[Search, int]]:
    """What is shipped."""
    index = LexicalIndex.open(folder / "lexical")
    yield (
        lambda tokens: [n for n, _ in index.search(dict.fromkeys(tokens, 1.0), K)],
        size_of(folder / "lexical"),
    )


@contextmanager
def fts5(folder: Path, catalog: Catalog) -> Iterator[tuple[Search, int]]:
    """A virtual table; the tokens are joined by blanks and found as they are."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "fts.sqlite"
        connection = sqlite3.connect(file)
        connection.execute(
            "CREATE VIRTUAL TABLE t USING fts5(words, content='', tokenize=\"unicode61 tokenchars '.,/-'\")"
        )
        rows = ((number, " ".join(words)) for number, words in catalog.token_lists())
        connection.executemany("INSERT INTO t(rowid, words) VALUES (?, ?)", rows)
        connection.execute("INSERT INTO t(t) VALUES ('optimize')")
        connection.commit()

        def search(tokens: Sequence[str]) -> list[int]:
            if not tokens:
                return []
            wanted = " OR ".join(f'"{token}"' for token in dict.fromkeys(tokens))
            sql = f"SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT {K}"
            return [row[0] for row in connection.execute(sql, (wanted,))]

        yield search, file.stat().st_size
        connection.close()


@contextmanager
def postgres(folder: Path, catalog: Catalog) -> Iterator[tuple[Search, int]]:
    """A tsvector column with a GIN index, ranked by ts_rank, which knows no rarity of words."""
    import psycopg
    from tests.index.servers import running_postgres

    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        with (
            running_postgres(Path(name)) as url,
            psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection,
        ):
            connection.execute("CREATE TABLE t (number int PRIMARY KEY, words tsvector)")
            with connection.cursor().copy("COPY t FROM STDIN") as copy:
                for number, words in catalog.token_lists():
                    quoted = " ".join(f"'{w}'" for w in dict.fromkeys(words))
                    copy.write_row((number, quoted))
            connection.execute("CREATE INDEX ON t USING gin (words)")
            connection.execute("ANALYZE t")
            sql = (
                "SELECT number FROM t WHERE words @@ %s::tsquery"
                f" ORDER BY ts_rank(words, %s::tsquery) DESC LIMIT {K}"
            )

            def search(tokens: Sequence[str]) -> list[int]:
                wanted = " | ".join(f"'{token}'" for token in dict.fromkeys(tokens))
                return [row[0] for row in connection.execute(sql, (wanted, wanted))] if tokens else []

            row = connection.execute("SELECT pg_total_relation_size('t')").fetchone()
            yield search, row[0] if row else 0


if __name__ == "__main__":
    main()
