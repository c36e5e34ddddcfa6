"""Question files of the project: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from tanyahumas.errors import CorpusError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question with what is right: `answers` as they stand in one of `releases`.

    Where `found` is False no visible release tells, and both are empty. For type `list`
    every answer is wanted, for the others any. `answers` may be empty for a found question:
    then only the release is judged. `now` is the frozen time of asking, None for the real one.
    """

    id: str
    lang: str
    type: str
    text: str
    answers: tuple[str, ...]
    releases: tuple[str, ...]
    found: bool
    now: datetime | None


def load_questions(path: Path) -> tuple[EvalQuestion, ...]:
    """The questions of `questions.jsonl`, in its order.

    Raises:
        CorpusError: the file is missing, or a line has not this form; the message names it.
    """
    return tuple(read_lines(path, _question))


def load_date_questions(path: Path) -> tuple[EvalQuestion, ...]:
    """The questions of `dates.jsonl`, in its order; their type is the kind of date expression.

    Raises:
        CorpusError: the file is missing, or a line has not this form; the message names it.
    """
    return tuple(read_lines(path, _date_question))


def read_lines(path: Path, convert: Callable[[dict[str, Any]], T]) -> list[T]:
    """Each line that is not blank, parsed and converted.

    Raises:
        CorpusError: the file cannot be read, or `convert` refuses a line.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as failure:
        raise CorpusError(f"cannot read the questions {path}: {failure.strerror}") from failure
    return [_converted(path, number, line, convert) for number, line in enumerate(lines, 1) if line.strip()]


def _converted(path: Path, number: int, line: str, convert: Callable[[dict[str, Any]], T]) -> T:
    try:
        return convert(json.loads(line))
    except (ValueError, KeyError, TypeError) as failure:
        raise CorpusError(f"{path}:{number} is not as expected: {failure!r}") from failure


def _question(row: dict[str, Any]) -> EvalQuestion:
    return EvalQuestion(
        id=row["id"],
        lang=row["lang"],
        type=row["type"],
        text=row["question"],
        answers=tuple(row["answers"]),
        releases=tuple(row["releases"]),
        found=bool(row["found"]),
        now=None,
    )


def _date_question(row: dict[str, Any]) -> EvalQuestion:
    return EvalQuestion(
        id=row["id"],
        lang=row["lang"],
        type=row["kind"],
        text=row["question"],
        answers=(),
        releases=tuple(row["releases"]),
        found=bool(row["releases"]),
        now=datetime.fromisoformat(row["now"]),
    )
