"""The real data beside the project: question files and corpora, in the forms they have there."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tanyahumas.errors import CorpusError
from tanyahumas.evals.datasets import EvalQuestion, read_lines
from tanyahumas.retrieval.question import understand

HOLDS_ANSWER = "2"  # in qrels.tsv; 1 is another passage of the same article, which is not right
LONGEST = 4000

Row = dict[str, str | None]


def retrieval_questions(folder: Path, subset: str) -> tuple[EvalQuestion, ...]:
    """Questions of one set of a mixed retrieval benchmark; those without an answer come with theirs.

    Raises:
        CorpusError: a file is missing or has another form.
    """
    right = _qrels(folder / "qrels.tsv")
    wanted = {subset, subset.replace("inst_", "inst_unans_")}
    rows = [row for row in read_lines(folder / "queries.jsonl", dict) if row["set"] in wanted]
    return tuple(
        _question(row["qid"], row["lang"], row["question"], row["answers"], right.get(row["qid"], ()))
        for row in rows
    )


def institutional_questions(data: Path) -> tuple[EvalQuestion, ...]:
    """Questions on whole institutional releases, each in Indonesian and in English.

    Raises:
        CorpusError: the file is missing or has another form.
    """

    def both(row: dict[str, Any]) -> list[EvalQuestion]:
        releases = (row["doc_id"],) if row["doc_id"] else ()
        texts = {"id": row["question"], "en": row["question_en"]}
        return [
            _question(f"{row['qid']}-{lang}", lang, text, row["answers"], releases)
            for lang, text in texts.items()
        ]

    pairs = read_lines(data / "institutional_qa" / "dev_qa.jsonl", both)
    return tuple(question for pair in pairs for question in pair)


def facqa_en_questions(data: Path) -> tuple[EvalQuestion, ...]:
    """English questions over Indonesian news passages.

    Raises:
        CorpusError: the file is missing or has another form.
    """

    def one(row: dict[str, Any]) -> EvalQuestion:
        return _question(row["qid"], "en", row["question"], row["answers"], tuple(row["pids"]))

    return tuple(read_lines(data / "facqa_en" / "dev_queries.jsonl", one))


def corpus_rows(data: Path, corpus: str) -> Iterator[Row]:
    """Releases of a corpus (`dev_10k`, `dev_100k`, `institutional`, `facqa`) as `index` reads them.

    Raises:
        CorpusError: a file is missing or has another form.
    """
    if corpus.startswith("dev_"):
        rows = _zipped(data / "retrieval" / corpus / "corpus.jsonl.gz")
    elif corpus == "institutional":
        rows = iter(read_lines(data / "institutional" / "dev_articles.jsonl", dict))
    else:
        rows = iter(read_lines(data / corpus / "dev_passages.jsonl", dict))
    for row in rows:
        identity = row.get("pid") or row["doc_id"]
        yield {
            "id": identity,
            "title": row.get("title") or "",
            "date": _day(row.get("date")),
            "url": None,
            "text": row["text"],
        }


def _question(qid: str, lang: str, text: str, answers: list[str], releases: tuple[str, ...]) -> EvalQuestion:
    return EvalQuestion(
        id=qid,
        lang=lang,
        type=str(understand(text, LONGEST).type),
        text=text,
        answers=tuple(answers),
        releases=releases,
        found=bool(releases),
        now=None,
    )


def _qrels(path: Path) -> dict[str, tuple[str, ...]]:
    right: dict[str, tuple[str, ...]] = {}
    try:
        for line in path.read_text("utf-8").splitlines():
            qid, _, pid, grade = line.split("\t")
            if grade == HOLDS_ANSWER:
                right[qid] = (*right.get(qid, ()), pid)
    except (OSError, ValueError) as failure:
        raise CorpusError(f"cannot read the judgements {path}: {failure}") from failure
    return right


def _zipped(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except (OSError, ValueError) as failure:
        raise CorpusError(f"cannot read the passages {path}: {failure}") from failure


def _day(written: str | None) -> str | None:
    """The day of an ISO date or time; None for what sources wrote in other ways."""
    try:
        return date.fromisoformat((written or "")[:10]).isoformat()
    except ValueError:
        return None
