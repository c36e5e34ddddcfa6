"""Question files: one JSON object a line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tanyahumas.errors import CorpusError


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question with what is right: `answers` as they stand in one of `releases`.

    Where `found` is False no visible release tells, and both are empty. For type `list`
    every answer is wanted, for the others any.
    """

    id: str
    lang: str
    type: str
    text: str
    answers: tuple[str, ...]
    releases: tuple[str, ...]
    found: bool


def load_questions(path: Path) -> tuple[EvalQuestion, ...]:
    """The questions of a file, in its order.

    Raises:
        CorpusError: the file is missing, or a line has not this form; the message names it.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as failure:
        raise CorpusError(f"cannot read the questions {path}: {failure.strerror}") from failure
    return tuple(_question(path, number, line) for number, line in enumerate(lines, 1) if line.strip())


def _question(path: Path, number: int, line: str) -> EvalQuestion:
    try:
        row = json.loads(line)
        return EvalQuestion(
            row["id"],
            row["lang"],
            row["type"],
            row["question"],
            tuple(row["answers"]),
            tuple(row["releases"]),
            bool(row["found"]),
        )
    except (ValueError, KeyError, TypeError) as failure:
        raise CorpusError(f"{path}:{number} is no question: {failure}") from failure
