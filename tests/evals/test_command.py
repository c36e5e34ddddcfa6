"""`tanyahumas eval` as a user meets it: what it prints and writes, and how it fails."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tanyahumas.config import Settings
from tests.test_cli import run


@pytest.fixture
def home(campus_settings: Settings, campus: object, tmp_path: Path) -> Path:
    """A data directory whose own corpus is indexed for evals already."""
    own = tmp_path / "evals" / "own"
    own.mkdir(parents=True)
    shutil.copytree(campus_settings.home / "index", own / "index")
    shutil.copy(campus_settings.home / "registry.sqlite", own / "registry.sqlite")
    (tmp_path / "models").symlink_to(campus_settings.home / "models", target_is_directory=True)
    return tmp_path


def test_measuring_writes_a_run_and_a_page(home: Path) -> None:
    """Figures, then the paths; a second run compares with the first; floors are written."""
    arguments = ("eval", "--limit", "4", "--search-only")
    first = run(home, *arguments, "--note", "percobaan")
    assert (first.returncode, first.stderr.count("Traceback")) == (0, 0)
    assert "recall@1" in first.stdout
    written, page = map(Path, first.stdout.split()[-2:])
    assert (written.parent, page.suffix) == (home / "evals" / "runs", ".html")
    held = json.loads(written.read_text("utf-8"))
    assert (len(held["sets"]["own"]["records"]), held["about"]["note"]) == (4, "percobaan")
    assert "<svg" in page.read_text("utf-8")
    floors = home / "floors.json"
    second = run(home, *arguments, "--compare", "last", "--write-floors", str(floors))
    assert f"against {written.stem}" in second.stdout
    assert "recall@1" in json.loads(floors.read_text())["own"]["all"]


def test_measuring_leaves_people_s_registry_alone(home: Path) -> None:
    """Neither the data directory's registry nor a database or vector server that is set is touched."""
    database = home / "people.sqlite"
    variables = {
        "TANYAHUMAS_DATABASE_URL": f"sqlite:///{database}",
        "TANYAHUMAS_CHROMA_URL": "http://127.0.0.1:9",
    }
    result = run(home, "eval", "--limit", "2", "--search-only", **variables)
    assert result.returncode == 0, result.stderr
    assert not database.exists()
    assert not (home / "registry.sqlite").exists()
    assert not (home / "index").exists()


def test_a_corpus_without_the_right_releases_is_refused(home: Path, shared_data: Path) -> None:
    """Another corpus in the set's place is an error, not a recall of nothing."""
    (home / "evals" / "own").rename(home / "evals" / "facqa")
    result = run(home, "eval", "--set", "facqa_en")
    assert (result.returncode, "are not indexed" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--set", "owned"), 2, "choose from own"),
        (("--set", "own", "--compare", "gone"), 1, "no run 'gone'"),
        (("--limit", "0"), 2, "--limit"),
    ],
)
def test_what_cannot_be_measured(tmp_path: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    """Unknown sets and runs are named before anything is indexed or asked."""
    result = run(tmp_path, "eval", *arguments)
    assert (result.returncode, "Traceback" in result.stderr) == (code, False)
    assert said in result.stderr
    assert not (tmp_path / "evals").exists()


def test_a_set_that_is_not_indexed_names_the_option(tmp_path: Path, shared_data: Path) -> None:
    """Nothing large is indexed by surprise."""
    result = run(tmp_path, "eval", "--set", "facqa_en")
    assert (result.returncode, "--index" in result.stderr) == (1, True)
