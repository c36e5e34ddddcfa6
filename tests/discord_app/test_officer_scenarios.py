"""Officers' commands against the Discord stand-in."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def clean(stage: Any) -> Any:
    yield
    stage.sim.assert_clean()


def humas(stage: Any, what: str, options: dict[str, Any] | None = None, user: Any = None) -> Any:
    return stage.sim.invoke_slash(user or stage.dina, stage.general, f"humas {what}", options or {})


def test_status_and_statistics(stage: Any) -> None:
    """Officers see the state and the log's figures, privately."""
    stage.ask(stage.alice, "siapa yang mewakili rektor?")
    stage.ask(stage.alice, "tidak ada apa di sini?")
    status = humas(stage, "status")
    assert status.ephemeral
    assert "Rilis: 5" in status.text
    stats = humas(stage, "statistik", {"hari": 7})
    assert "siapa yang mewakili rektor?" in stats.text
    assert "Belum terjawab" in stats.text


def test_withdrawal_is_immediate_and_announced(stage: Any) -> None:
    """A withdrawn release is gone from sources at once; the officers' channel and the audit know."""
    answer = stage.ask(stage.alice, "siapa yang mewakili rektor?")
    assert "Ditarik" in humas(stage, "tarik", {"rilis": "r1", "alasan": "salah"}).text
    assert "tidak lagi tersedia" in stage.sim.click(stage.bob, answer, "Sumber 1").text
    announced = [m.text for m in stage.sim.visible(stage.desk, stage.dina)]
    assert any("withdraw r1" in text for text in announced)
    assert "Dipulihkan" in humas(stage, "pulihkan", {"rilis": "r1"}).text
    assert "Sari Melati" in stage.sim.click(stage.bob, answer, "Sumber 1").text
    assert "tidak ditemukan" in humas(stage, "tarik", {"rilis": "zz"}).text


def test_embargo(stage: Any) -> None:
    """An embargo hides a title from the autocomplete, and lifting it brings it back."""

    def offered() -> list[str]:
        seen = stage.sim.autocomplete(
            stage.alice, stage.general, "tanya", "rilis", "wis", {"pertanyaan": "x"}
        )
        return [choice["value"] for choice in seen.choices]

    assert "r2" in offered()
    assert "Embargo sampai" in humas(stage, "embargo", {"rilis": "r2", "sampai": "2999-01-01 10:00"}).text
    assert "r2" not in offered()
    assert "tidak dikenali" in humas(stage, "embargo", {"rilis": "r2", "sampai": "besok"}).text
    assert "dicabut" in humas(stage, "embargo", {"rilis": "r2", "sampai": "-"}).text
    assert "r2" in offered()


def test_officers_are_answered_in_their_language(stage: Any) -> None:
    """An English client gets English replies."""
    stage.guild.join(stage.bob, stage.officer)
    try:
        assert "Releases: 5" in humas(stage, "status", user=stage.bob).text
    finally:
        stage.guild.join(stage.bob, stage.staff)


def test_role_removed_takes_effect_at_once(stage: Any) -> None:
    """Who may manage the server but has no officer's role is refused by the bot itself."""
    chief = stage.guild.role("Kepala", "manage_guild")
    stage.guild.join(stage.alice, chief)
    try:
        assert "hanya untuk petugas" in humas(stage, "status", user=stage.alice).text
    finally:
        stage.guild.join(stage.alice)
