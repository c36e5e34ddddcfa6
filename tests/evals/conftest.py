"""The project's questions, asked once for all tests; large sets only when they are asked for."""

from __future__ import annotations

import pytest

from tanyahumas.app import App, assistant_of
from tanyahumas.corpus import read_corpus
from tanyahumas.domain import Release
from tanyahumas.evals.datasets import load_questions
from tanyahumas.evals.runner import Record, clocked, run
from tests.conftest import PROJECT

LARGE = "real data, minutes to hours: run `pytest -m large` (docs/evals.md)"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip large sets unless `-m` speaks of them."""
    if "large" in config.option.markexpr:
        return
    for item in items:
        if item.get_closest_marker("large"):
            item.add_marker(pytest.mark.skip(reason=LARGE))


@pytest.fixture(scope="session")
def corpus_files() -> dict[str, Release]:
    """The project's releases by id, as they are read from their files."""
    return {release.id: release for release in read_corpus(PROJECT / "corpus").releases}


@pytest.fixture(scope="session")
def own_records(campus: App, corpus_files: dict[str, Release]) -> tuple[Record, ...]:
    """Every question of questions.jsonl, searched for and asked; quotes are held against the files."""
    questions = load_questions(PROJECT / "tests" / "evals" / "questions.jsonl")
    with assistant_of(campus) as assistant:
        return run(clocked(assistant), questions, lambda id_: corpus_files[id_].text, answered=True)
