"""README and docs say what is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from tanyahumas.cli import cli
from tanyahumas.config import PREFIX, Settings
from tests.conftest import PROJECT

README = (PROJECT / "README.md").read_text("utf-8")
DOCS = {path.name: path.read_text("utf-8") for path in sorted((PROJECT / "docs").glob("*.md"))}
EVERYTHING = "\n".join([README, *DOCS.values()])


def test_the_first_two_commands() -> None:
    """README starts with the two commands, and nothing stands before them but the name."""
    lines = [line for line in README.splitlines() if line.strip()]
    assert lines[0] == "# tanyahumas"
    assert re.fullmatch(r'    make ask Q="[^"]+"', lines[1])
    assert lines[2] == "    make test"


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{name}" for name in DOCS)])
def test_links_lead_somewhere(page: str) -> None:
    """Every relative link of a page names a file that is there."""
    path = PROJECT / page
    targets = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_settings_that_are_named_exist() -> None:
    """Every TANYAHUMAS_… in README and docs is a setting."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", EVERYTHING)) <= known


def test_settings_are_described() -> None:
    """Every setting says what it is."""
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_make_targets_that_are_named_exist() -> None:
    """Every `make …` in README is a target with a help text."""
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^|[`$ ])make ([a-z]+)", README, re.MULTILINE))
    assert named - {"PYTHON"} <= targets


def test_every_command_is_documented() -> None:
    """README or docs name every command and every subcommand."""
    root = typer.main.get_command(cli)
    names = list(root.commands)  # type: ignore[attr-defined]
    named = r"tanyahumas {0}\b|… {0}\b|`{0}[ `]|make {0}\b"
    assert [name for name in names if not re.search(named.format(name), EVERYTHING)] == []


def test_prompts_stand_once() -> None:
    """No prompt text is repeated in the source."""
    first_lines = [path.read_text("utf-8").splitlines()[0] for path in (PROJECT / "prompts").glob("*.md")]
    source = "\n".join(path.read_text("utf-8") for path in (PROJECT / "src").rglob("*.py"))
    assert first_lines
    assert [line for line in first_lines if line in source] == []


def test_no_absolute_path_is_committed() -> None:
    """No file of the project names a folder of somebody's machine."""
    folders = ("/ho" + "me/", "/ro" + "ot/", "/wo" + "rk/", "/Us" + "ers/")
    kinds = {".py", ".md", ".toml", ".txt", ".sh", ".tsv", ".jsonl"}
    places = [
        PROJECT / name for name in ("src", "tests", "docs", "corpus", "prompts", "benchmarks", "training")
    ]
    files = [path for place in places for path in place.rglob("*") if path.suffix in kinds]
    files += [path for path in PROJECT.iterdir() if path.is_file() and path.suffix in kinds]
    assert [str(path) for path in files if _names(path, folders)] == []


def _names(path: Path, folders: tuple[str, ...]) -> bool:
    text = path.read_text("utf-8", errors="replace")
    return any(re.search(rf"(?<![A-Za-z0-9_.-]){folder}[a-z]", text) for folder in folders)
