"""Scenarios against the Discord stand-in, where it is present beside the project."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = ROOT.parent / "shared" / "tools" / "simdiscord"
pytestmark = pytest.mark.skipif(
    not STAND_IN.is_dir(), reason="the Discord stand-in is not at ../shared/tools/simdiscord"
)


@pytest.fixture(scope="module")
def sim() -> Iterator[Any]:
    sys.path.insert(0, str(STAND_IN))
    made = importlib.import_module("simdiscord").SyncSim()
    with made:
        yield made


@pytest.fixture(scope="module")
def world(sim: Any) -> Any:
    class World:
        alice = sim.user("alice", locale="id")
        bob = sim.user("bob", locale="en-US")
        boss = sim.user("boss", locale="id")

    World.guild = sim.guild("Kampus", owner=World.boss)
    World.general = World.guild.channel("umum")
    World.guild.join(World.alice)
    World.guild.join(World.bob)
    spawn(sim)
    return World


def spawn(sim: Any, **env: str) -> None:
    sim.spawn(
        sys.executable,
        str(Path(__file__).with_name("fake_bot.py")),
        cwd=str(ROOT),
        env={"TANYAHUMAS_LOG_LEVEL": "INFO", **env},
    )
    sim.wait_ready(commands={"tanya"})


def ask(sim: Any, user: Any, channel: Any, question: str, **kw: Any) -> Any:
    return sim.invoke_slash(user, channel, "tanya", {"pertanyaan": question}, **kw)


def test_answer_is_deferred_and_cites(sim: Any, world: Any) -> None:
    """A question is acknowledged within a second and answered with quote, title, date and link."""
    seen = ask(sim, world.alice, world.general, "siapa yang mewakili rektor?")
    assert seen.deferred
    assert seen.ack_ms < 1000
    assert "Wakil Rektor Sari Melati" in seen.text
    assert "17 Oktober 2023" in seen.text
    assert "(https://kampus.example/rilis/1)" in seen.text
    sim.assert_clean()


def test_errors_are_friendly_and_silent_about_internals(sim: Any, world: Any) -> None:
    """An unforeseen error shows a reference, and neither reply nor log repeats the question."""
    seen = ask(sim, world.alice, world.general, "rusak rahasia-4711")
    assert "kode `" in seen.text
    assert "RuntimeError" not in seen.text
    assert not any("4711" in line for line in sim.bot_log)
    assert "not ready" in ask(sim, world.bob, world.general, "what about the indeks").text
    blank = ask(sim, world.alice, world.general, " ")
    assert blank.ephemeral
    assert "kosong" in blank.text
    sim.assert_clean()


def test_long_answer_keeps_to_the_limits(sim: Any, world: Any) -> None:
    """A very long answer arrives whole in several messages, and notifies nobody."""
    seen = ask(sim, world.alice, world.general, "jawaban panjang")
    assert len(seen.messages) > 3
    assert seen.text.count("kata") == 600
    assert not sim.pinged
    sim.assert_clean()


def test_stop_signal_ends_running_answers(sim: Any, world: Any) -> None:
    """SIGTERM lets a running answer arrive, and the process ends with 0."""
    slow = ask(sim, world.alice, world.general, "jawaban lambat", until=lambda t: t.ack_ms is not None)
    assert sim.stop_bot(signal.SIGTERM) == 0
    assert "Sari Melati" in sim.wait(slow, timeout=1).text
    assert not [line for line in sim.bot_log if "Traceback" in line]
    sim.assert_clean()
    assert not any(sim.token in line for line in sim.bot_log)
    spawn(sim)


def test_wrong_token_is_one_line(sim: Any) -> None:
    """A token that Discord refuses is told in one line without the token, with exit code 2."""
    env = os.environ | {
        "SIMDISCORD_URL": sim.base,
        "DISCORD_TOKEN": "wrong.secret.token",
        "PYTHONPATH": str(STAND_IN / "simdiscord" / "redirect"),
    }
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("fake_bot.py"))],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "secret" not in done.stderr
