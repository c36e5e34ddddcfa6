"""Faults of Discord and of users against the Discord stand-in."""

from __future__ import annotations

import signal
import time
from typing import Any

import pytest

ANSWER = "Sari Melati"


@pytest.fixture(autouse=True)
def nobody_notified(stage: Any) -> Any:
    """Whatever happens, nobody is notified and no traceback is logged."""
    yield
    stage.sim.faults.clear()
    assert not stage.sim.pinged
    assert not [line for line in stage.sim.bot_log if "Traceback" in line]


def arrived(seen: Any) -> bool:
    return ANSWER in seen.text


def test_many_lost_connections(stage: Any) -> None:
    """The gateway is lost again and again; every question in between is answered once."""
    sim = stage.sim
    for number in range(12):
        at = sim.clock()
        (sim.gateway_drop, sim.gateway_reconnect)[number % 2]()
        sim.wait_event("resumed", at)
        seen = stage.ask(stage.alice, f"siapa nomor {number}?", until=arrived)
        assert len(seen.messages) == 1
    sim.assert_clean()


def test_lost_session_is_begun_anew(stage: Any) -> None:
    """A session that Discord forgot is identified anew, and questions are answered."""
    sim = stage.sim
    at = sim.clock()
    sim.forget_sessions()
    sim.gateway_drop()
    sim.wait_event("identify", at)
    assert arrived(stage.ask(stage.alice, "siapa?", until=arrived))
    sim.assert_clean()


@pytest.mark.parametrize("status", [500, 502])
def test_server_errors_are_waited_out(stage: Any, status: int) -> None:
    """While Discord fails to take the answer it is sent again, and arrives once."""
    stage.sim.fail("PATCH", r"/webhooks/", status, times=2)
    seen = stage.ask(stage.alice, "siapa?", until=arrived, timeout=30)
    assert len(seen.messages) == 1


def test_rate_limit_is_waited_out(stage: Any) -> None:
    """A rate limit delays the answer and loses nothing."""
    stage.sim.fail("PATCH", r"/webhooks/", 429, retry_after=0.8, times=2)
    assert arrived(stage.ask(stage.alice, "siapa?", until=arrived, timeout=30))


def test_cut_connection_is_tried_again(stage: Any) -> None:
    """A connection cut while the answer is sent does not lose it."""
    stage.sim.fail("PATCH", r"/webhooks/", drop=True, times=1)
    assert arrived(stage.ask(stage.alice, "siapa?", until=arrived, timeout=30))


def test_acknowledgement_that_was_taken_but_not_confirmed(stage: Any) -> None:
    """If Discord took the acknowledgement but its answer was lost, the question is still answered."""
    stage.sim.fail("POST", r"/callback", 500, after=True, times=1)
    assert arrived(stage.ask(stage.alice, "siapa?", until=arrived, timeout=30))


def test_mention_through_a_storm_is_answered_once(stage: Any) -> None:
    """A reply that was taken although Discord reported a fault is not posted twice."""
    stage.sim.fail("POST", r"/channels/\d+/messages$", 500, after=True, times=1)
    question = f"{stage.sim.bot.mention} siapa?"
    seen = stage.sim.send_message(stage.alice, stage.general, question, timeout=30, settle=2)
    assert arrived(seen)
    assert len(seen.messages) == 1


def test_expired_interaction_harms_nothing(stage: Any) -> None:
    """An interaction that Discord has given up leaves no traceback, and the next is answered."""
    stage.sim.fail("POST", r"/callback", delay=3.5, times=1)
    assert stage.ask(stage.dina, "siapa?", timeout=8).failed
    assert arrived(stage.ask(stage.alice, "siapa?", until=arrived))


def test_acknowledgement_is_tried_again_in_time(stage: Any) -> None:
    """Faults of Discord delay the acknowledgement a little; if it stays down no late one follows."""
    stage.sim.fail("POST", r"/callback", 500, times=2)
    seen = stage.ask(stage.alice, "siapa?", until=arrived)
    assert arrived(seen)
    assert seen.ack_ms < 1500
    before = len(stage.sim.violations)
    stage.sim.fail("POST", r"/callback", 500, times=-1)
    assert stage.ask(stage.dina, "siapa?", timeout=6).failed
    time.sleep(2)
    assert "late_ack" not in {violation.kind for violation in stage.sim.violations[before:]}


def test_flood_of_one_user_leaves_room_for_others(stage: Any) -> None:
    """Who floods is told to wait; meanwhile somebody else is answered."""
    sim = stage.sim

    async def flood(user: Any, number: int) -> Any:
        slow = {"pertanyaan": f"jawaban lambat {number}"}
        return await sim.sim.invoke_slash(user, stage.general, "tanya", slow, timeout=20)

    report = sim.load(flood, [stage.alice] * 12, per_user=1)
    told = [t for t in report.transcripts if "sudah banyak bertanya" in t.text]
    assert len(told) == 9
    assert all(t.ephemeral for t in told)
    assert sum(arrived(t) for t in report.transcripts) == 3
    assert report.failed == 0


def test_fifty_users_at_once(stage: Any) -> None:
    """Fifty users are acknowledged within a second and each answered once."""
    sim = stage.sim
    users = [sim.user(f"user{n}") for n in range(50)]
    for user in users:
        stage.guild.join(user)

    async def ask(user: Any, number: int) -> Any:
        question = {"pertanyaan": f"siapa nomor {number}?"}
        return await sim.sim.invoke_slash(user, stage.general, "tanya", question, until=arrived)

    report = sim.load(ask, users, per_user=2)
    assert report.failed == report.timed_out == 0
    assert report.ack_ms["p99"] < 1000
    assert all(len(t.messages) == 1 for t in report.transcripts)
    assert not report.violations


def test_fatal_close_is_one_line(stage: Any) -> None:
    """A close code that cannot be recovered from ends the bot with one clear line."""
    stage.sim.gateway_close(4014)
    deadline = time.monotonic() + 15
    while stage.sim.sim.proc.returncode is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert stage.sim.stop_bot(signal.SIGTERM) == 2
    said = [line for line in stage.sim.bot_log if "intent" in line]
    assert len(said) == 1
    assert "docs/discord.md" in said[0]
    stage.start()
