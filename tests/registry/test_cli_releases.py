import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tanyahumas.cli_releases import releases_app
from tanyahumas.errors import RegistryError, UnknownReleaseError
from tanyahumas.registry import Registry

from .conftest import NOW, make_release

Run = Callable[..., Result]


@pytest.fixture
def run(registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command over a registry of two releases; expected errors are raised."""
    monkeypatch.setenv("TANYAHUMAS_HOME", str(tmp_path))
    registry.sync([make_release("a"), make_release("b", date=None)], "/rilis", "tests", NOW)

    def ran(*arguments: str) -> Result:
        return CliRunner().invoke(releases_app, arguments, catch_exceptions=False)

    return ran


def lines(result: Result) -> list[list[str]]:
    assert result.exit_code == 0
    return [line.split("\t") for line in result.stdout.splitlines()]


def test_list(run: Run, registry: Registry) -> None:
    """Releases are listed one a line, and can be narrowed by state."""
    assert lines(run("list")) == [
        ["a", "2025-05-05", "published", "Judul a"],
        ["b", "-", "published", "Judul b"],
    ]
    registry.withdraw("a", "rina", NOW)
    assert [line[0] for line in lines(run("list", "--status", "withdrawn"))] == ["a"]
    registry.sync([make_release("a")], "/rilis", "tests", NOW)
    assert [line[0] for line in lines(run("list"))] == ["a"]
    assert lines(run("list", "--removed"))[1][2] == "removed"


def test_show(run: Run) -> None:
    """One release is shown with its text, for people and for programs."""
    assert "title: Judul a" in run("show", "a").stdout
    assert run("show", "a").stdout.endswith("\nIsi a.\n")
    shown: dict[str, Any] = json.loads(run("show", "a", "--json").stdout)
    assert (shown["text"], shown["sources"], shown["status"]) == ("Isi a.", ["/rilis/a.md"], "published")


def test_show_who_says_what(run: Run, registry: Registry) -> None:
    """Direct quotes are shown with their speakers, and given as offsets to programs."""
    text = "“Kita harus terus maju,” kata Rektor Ani. “Jangan pernah mundur lagi dari sini.”"
    registry.sync([make_release("a", text=text)], "/rilis", "tests", NOW)
    shown = run("show", "a").stdout
    assert "quote by Rektor Ani: Kita harus terus maju,\n" in shown
    assert "quote by ?: Jangan pernah mundur lagi dari sini.\n" in shown
    first, second = json.loads(run("show", "a", "--json").stdout)["quotes"]
    assert text[slice(*first["quote"])] == "Kita harus terus maju,"
    assert text[slice(*first["speaker"])] == "Rektor Ani"
    assert second["speaker"] is None


def test_show_near_duplicates(run: Run, registry: Registry) -> None:
    """Releases with nearly the same wording are shown beside a release, newest first."""
    text = " ".join(f"kata{i}" for i in range(100))
    days = {"a": 1, "b": 2, "c": 3}
    registry.sync(
        [make_release(i, text=text, date=dt.date(2025, 5, d)) for i, d in days.items()],
        "/rilis",
        "tests",
        NOW,
    )
    near = [line for line in run("show", "a").stdout.splitlines() if line.startswith("near duplicate: ")]
    assert [line.split("\t")[0] for line in near] == ["near duplicate: c", "near duplicate: b"]
    assert json.loads(run("show", "b", "--json").stdout)["near_duplicates"] == ["c", "a"]


def test_names_cannot_turn_the_line_around(run: Run, registry: Registry) -> None:
    """Direction marks in a source's name are shown as escapes, and given unchanged to programs."""
    source = "/rilis/a\u202efdp.md"
    registry.sync([make_release("a", source=source)], "/rilis", "tests", NOW)
    assert "sources: /rilis/a\\u202efdp.md" in run("show", "a").stdout
    assert json.loads(run("show", "a", "--json").stdout)["sources"] == [source]


def test_withdraw_restore_and_history(run: Run) -> None:
    """Each change says what is so now, a repeated one says so, and the history tells who and why."""
    assert run("withdraw", "a", "--by", "rina", "--reason", "salah").stdout == "a is withdrawn\n"
    assert run("withdraw", "a").stdout == "a is withdrawn already\n"
    assert run("restore", "a", "--by", "budi").stdout == "a is published\n"
    entries = [json.loads(line) for line in run("history", "a", "--json").stdout.splitlines()]
    assert [(e["by"], e["action"]) for e in entries] == [
        ("tests", "added"),
        ("rina", "withdraw"),
        ("budi", "restore"),
    ]
    assert entries[1]["details"]["reason"] == "salah"


def test_embargo(run: Run) -> None:
    """An embargo is set in the ways a press office writes times, and lifted by `none`."""
    assert "2099-05-17 09:00:00 WIB" in run("embargo", "a", "17 Mei 2099 pukul 09.00 WIB").stdout
    assert [line[0] for line in lines(run("list", "--embargoed"))] == ["a"]
    assert run("embargo", "a", "none").stdout == "a is under no embargo\n"
    with pytest.raises(RegistryError, match="besok"):
        run("embargo", "a", "besok pagi")


def test_supersede(run: Run, registry: Registry) -> None:
    """A successor is linked to the release it stands for."""
    assert run("supersede", "a", "b").stdout == "b supersedes a\n"
    assert registry.get("b").supersedes == "a"


def test_duplicates(run: Run, registry: Registry) -> None:
    """Releases with the same wording under two titles are shown together, newest first."""
    text = " ".join(f"kata{i}" for i in range(100))
    alike = [make_release("a", text=text), make_release("b", text=text, date=None), make_release("c")]
    registry.sync(alike, "/rilis", "tests", NOW)
    assert lines(run("duplicates")) == [["a", "2025-05-05", "Judul a"], ["b", "-", "Judul b"], [""]]


def test_unknown_id(run: Run) -> None:
    """An unknown id is an expected error that the program reports in one line."""
    with pytest.raises(UnknownReleaseError):
        run("withdraw", "zzz")
