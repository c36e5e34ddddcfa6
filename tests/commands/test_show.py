"""What a terminal is given to print."""

from __future__ import annotations

from pathlib import Path

import pytest

from tanyahumas.commands.show import origin
from tests.conftest import make_release


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("corpus/a\u202efdp.md", "corpus/a\\u202efdp.md"),
        ("/x/a\x1b[2J.md", "/x/a\\x1b[2J.md"),
        ("https://a.example/feed#é", "https://a.example/feed#é"),
    ],
)
def test_a_source_is_shown_as_it_is_written(source: str, shown: str) -> None:
    """Characters that turn the line around or steer the terminal are escaped, others stay."""
    assert origin(make_release("a", source=source)) == shown


def test_a_source_below_here_is_relative(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Files below the working directory are shown from there on."""
    monkeypatch.chdir(tmp_path)
    assert origin(make_release("a", source=str(tmp_path / "rilis" / "a.md"))) == "rilis/a.md"
