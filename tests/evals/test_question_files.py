"""The question files themselves: every one says something true of the corpus."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tanyahumas.domain import Release, Status
from tanyahumas.evals.datasets import load_date_questions, load_questions
from tanyahumas.retrieval.question import QuestionType
from tests.conftest import PROJECT

FOLDER = PROJECT / "tests" / "evals"
FILES = ("questions.jsonl", "dates.jsonl", "conversations.jsonl")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


def expectations(name: str) -> list[tuple[str, dict[str, Any]]]:
    """Everything with `releases` in a file: questions, or the turns of conversations."""
    return [(row["id"], part) for row in rows(name) for part in row.get("turns", [row])]


@pytest.mark.parametrize("name", FILES)
def test_ids_are_unique(name: str) -> None:
    """No id stands twice in a file."""
    counted = Counter(row["id"] for row in rows(name))
    assert [id_ for id_, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("name", FILES)
def test_languages_are_id_and_en(name: str) -> None:
    """Both languages are there, and no other."""
    assert {row["lang"] for row in rows(name)} == {"id", "en"}


@pytest.mark.parametrize("name", FILES)
def test_releases_are_there_to_be_seen(name: str, corpus_files: dict[str, Release]) -> None:
    """Every release named exists and is neither withdrawn nor under embargo."""
    shown = {
        id_
        for id_, release in corpus_files.items()
        if release.status is not Status.WITHDRAWN and release.embargo_until is None
    }
    wrong = {id_: set(part["releases"]) - shown for id_, part in expectations(name)}
    assert {id_: names for id_, names in wrong.items() if names} == {}


@pytest.mark.parametrize("name", ["questions.jsonl", "conversations.jsonl"])
def test_answers_stand_in_their_releases(name: str, corpus_files: dict[str, Release]) -> None:
    """Each answer is an exact part of the text of one of the named releases."""
    wrong = [
        (id_, answer)
        for id_, part in expectations(name)
        for answer in part["answers"]
        if not any(answer in corpus_files[release].text for release in part["releases"])
    ]
    assert wrong == []


def test_questions_say_what_is_right() -> None:
    """A found question has answers and releases, the others have neither; types are known."""
    questions = load_questions(FOLDER / "questions.jsonl")
    assert {q.type for q in questions} <= {str(kind) for kind in QuestionType}
    assert [q.id for q in questions if not (q.found == bool(q.answers) == bool(q.releases))] == []
    assert [q.id for q in questions if not q.text.strip()] == []


def test_there_are_enough_of_each_kind() -> None:
    """At least 60 questions, 10 of them without an answer, in each language some of both."""
    questions = load_questions(FOLDER / "questions.jsonl")
    counted = Counter((q.lang, q.found) for q in questions)
    assert len(questions) >= 60
    assert counted["id", False] + counted["en", False] >= 10
    assert min(counted[lang, found] for lang in ("id", "en") for found in (True, False)) >= 5


def test_date_questions_are_read_with_their_time() -> None:
    """Each has a time of asking with a zone, and a range whose ends are in order where it has one."""
    questions = load_date_questions(FOLDER / "dates.jsonl")
    assert all(q.now is not None and q.now.tzinfo is not None for q in questions)
    assert [
        row["id"] for row in rows("dates.jsonl") if row["range"] and row["range"] != sorted(row["range"])
    ] == []
