"""Answers shown while they are being made."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import pytest

from tanyahumas.discord_app import streaming
from tanyahumas.discord_app.replies import Reply, note
from tanyahumas.discord_app.streaming import interim
from tests.discord_app.fakes import STAFF_TEXT, UNVERIFIED

FLOWING = "siapa wakil rektor, berapa peserta, ditutup dengan apa?"  # words of each sentence quoted
COMPOSING = "Jawaban masih disusun"


def said(reply: Reply) -> str:
    return reply.pages[0].blocks[0].markdown


def test_the_newest_wins_and_nothing_follows_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said while one is on its way gives place to the newest; the end waits for that one."""
    monkeypatch.setattr(streaming, "PAUSE_SECONDS", 0)
    shown: list[str] = []

    async def scene() -> None:
        way = asyncio.Event()

        async def show(reply: Reply) -> None:
            await way.wait()
            shown.append(said(reply))

        async with interim(show) as made:
            for text in ("satu", "dua", "tiga"):
                await asyncio.to_thread(made.say, note(text, "id"))
                await asyncio.sleep(0)
            way.set()
            while len(shown) < 2:
                await asyncio.sleep(0)
            way.clear()
            await asyncio.to_thread(made.say, note("empat", "id"))
            await asyncio.sleep(0)
            asyncio.get_running_loop().call_soon(way.set)
        assert shown == ["satu", "tiga", "empat"]
        made.say(note("lima", "id"))
        await asyncio.sleep(0)

    asyncio.run(scene())
    assert shown == ["satu", "tiga", "empat"]


def test_a_reminder_does_not_hide_what_was_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """That it takes long is told only as long as there is nothing better to show."""
    monkeypatch.setattr(streaming, "PAUSE_SECONDS", 0)
    shown: list[str] = []

    async def show(reply: Reply) -> None:
        shown.append(said(reply))

    async def scene(*texts: str) -> None:
        async with interim(show) as made:
            for text in texts:
                made.say(note(text, "id"))
            await asyncio.sleep(0)
            made.remind(note("masih mencari", "id"))
            while not shown:
                await asyncio.sleep(0)

    asyncio.run(scene())
    assert shown == ["masih mencari"]
    shown.clear()
    asyncio.run(scene("jawaban"))
    assert shown == ["jawaban"]


def test_a_chat_models_answer_grows(stage: Any) -> None:
    """Verified claims appear one after the other, not too fast; what is not verified never does."""
    seen = stage.ask(
        stage.alice, f"mengalir: {FLOWING}", until=lambda t: "Sumber" in t.text, timeout=30, settle=2
    )
    states = [text for _, _, text in seen.states if text]
    assert sum(COMPOSING in text for text in states) >= 2
    first = next(text for text in states if COMPOSING in text)
    assert "Sari Melati" in first
    assert "120 peserta" not in first
    assert COMPOSING not in states[-1]
    assert "Ditutup dengan doa" in states[-1]
    assert not [text for text in states if UNVERIFIED in text]
    edits = [at for at, _, text in seen.states if COMPOSING in text]
    assert min(after - before for before, after in pairwise(edits)) > 1200
    stage.sim.assert_clean()


def test_a_growing_answer_of_a_limited_audience_is_private(stage: Any) -> None:
    """What only staff may see grows in a private reply, and never in the channel."""
    private = stage.ask(
        stage.bob, "mengalir: berapa anggaran?", pribadi=True, until=lambda t: "Sumber" in t.text, timeout=30
    )
    assert private.ephemeral
    assert STAFF_TEXT in private.text
    public = stage.ask(
        stage.bob, "mengalir: berapa anggaran?", until=lambda t: "Sumber" in t.text, timeout=30
    )
    assert not [text for _, _, text in public.states if STAFF_TEXT in text]
    stage.sim.assert_clean()
