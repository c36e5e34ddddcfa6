"""Loading before the first question, and what status and health page say of it and of the index."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from typing import Any

import pytest

from tanyahumas.discord_app import warming
from tanyahumas.discord_app.client import TanyaClient
from tanyahumas.discord_app.parts import Parts
from tests.discord_app.conftest import parts_with
from tests.discord_app.fakes import FakeAsking
from tests.discord_app.test_client import play
from tests.discord_app.test_health import free_port


def until_ready(url: str) -> Any:
    """What the page says once it answers with 200."""
    deadline = time.monotonic() + 15
    while True:
        try:
            with urllib.request.urlopen(url) as answer:
                return json.load(answer)
        except urllib.error.URLError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_warming_goes_on_until_it_works(
    parts: Parts, asking: FakeAsking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that is made after the start is loaded then, and not once more."""
    monkeypatch.setattr(warming, "RETRY_SECONDS", 0)
    asking.too_early = 2
    asyncio.run(parts.warming.run())
    assert parts.warming.done
    asyncio.run(parts.warming.run())
    assert asking.warmed == 3


def test_an_unforeseen_fault_is_logged_and_tried_again(
    parts: Parts, asking: FakeAsking, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever loading raises, the bot stays and says in its log where it arose."""
    monkeypatch.setattr(warming, "RETRY_SECONDS", 0)
    faults = [RuntimeError("secret"), None]

    def warm() -> None:
        if fault := faults.pop(0):
            raise fault

    monkeypatch.setattr(asking, "warm", warm)
    asyncio.run(parts.warming.run())
    assert parts.warming.done
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


def test_ready_only_when_loaded(parts: Parts, asking: FakeAsking) -> None:
    """Health is not ready before models are loaded, and tells of a damaged index."""
    client = TanyaClient(parts)
    before = client.health()
    asyncio.run(parts.warming.run())
    asking.problems = ("vectors: damaged",)
    after = client.health()
    assert (before["loaded"], before["degraded"]) == (False, False)
    assert (after["loaded"], after["degraded"]) == (True, True)
    assert not before["ready"]


def test_questions_are_answered_before_all_is_loaded(asking: FakeAsking, tmp_path: Any) -> None:
    """Who asks while loading goes on, or fails, is answered like anybody."""
    asking.too_early = 1000
    parts = parts_with(asking, tmp_path)

    async def scene(env: Any, channel: Any, alice: Any) -> None:
        assert (await alice.slash(channel, "tanya", pertanyaan="siapa?")).acknowledged

    play(parts, scene)
    assert asking.asked
    assert not parts.warming.done


def test_health_page_and_status_tell_of_a_damaged_index(stage: Any) -> None:
    """The page says ready once all is loaded; it and `/humas status` name the damage."""
    port = free_port()
    stage.sim.stop_bot()
    stage.start(TANYAHUMAS_DISCORD_HEALTH_PORT=str(port), FAKE_PROBLEM="vectors: 3 rows are missing")
    state = until_ready(f"http://127.0.0.1:{port}/healthz")
    assert (state["loaded"], state["degraded"]) == (True, True)
    status = stage.sim.invoke_slash(stage.dina, stage.desk, "humas status")
    assert "rusak sebagian: vectors: 3 rows are missing" in status.text
    stage.sim.stop_bot()
    stage.start()
    assert "rusak" not in stage.sim.invoke_slash(stage.dina, stage.desk, "humas status").text
