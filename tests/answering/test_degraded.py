"""An answer from a damaged index, with the real parts."""

from __future__ import annotations

import shutil
from pathlib import Path

from tanyahumas.app import App, open_assistant
from tanyahumas.config import Settings


def test_an_answer_from_a_damaged_index_says_so(campus: App, tmp_path: Path) -> None:
    """With its word index broken the bot still answers, and every answer carries the notice."""
    home = campus.settings.home
    shutil.copytree(home / "index", tmp_path / "index")
    (tmp_path / "models").symlink_to(home / "models")
    for file in home.glob("registry.sqlite*"):
        shutil.copy(file, tmp_path)
    broken = next((tmp_path / "index").rglob("vocab.index.json"))
    broken.write_text("{")
    with open_assistant(Settings(home=tmp_path)) as assistant:
        assert assistant.problems == ()
        answer = assistant.ask("berapa peserta penandatanganan BP2MI?")
        assert "39 peserta" in answer.claims[0].quote.text
        assert "rusak sebagian" in answer.notices[-1]
        assert assistant.problems
