"""The client driven in-process by simcord, so that these tests need nothing outside the project."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import discord
import simcord

from tanyahumas.discord_app.client import TanyaClient
from tanyahumas.discord_app.parts import Parts
from tests.discord_app.conftest import parts_with
from tests.discord_app.fakes import FakeAsking

Scene = Callable[[Any, Any, Any], Awaitable[None]]


def words(message: Any) -> str:
    """Everything a reader sees of a Components V2 message."""
    return "\n".join(part["content"] for part in walk(message.components) if part["type"] == 10)


def walk(components: list[Any]) -> Iterator[Any]:
    for part in components:
        yield part
        yield from walk(part.get("components") or [])
        yield from walk([part["accessory"]] if part.get("accessory") else [])


def button(message: Any, act: str) -> str:
    return next(p["custom_id"] for p in walk(message.components) if f":{act}:" in p.get("custom_id", ""))


def play(parts: Parts, scene: Scene) -> None:
    async def run() -> None:
        async with simcord.run(TanyaClient(parts), shard_count=1) as env:
            guild = env.create_guild()
            channel = guild.create_text_channel("umum")
            await scene(env, channel, guild.add_member(env.create_user("alice")))

    asyncio.run(run())


def test_question_is_answered_with_its_source(parts: Parts, asking: FakeAsking) -> None:
    """`/tanya` fills its deferred reply with quote and source, and every payload pings nobody."""

    async def scene(env: Any, channel: Any, alice: Any) -> None:
        result = await alice.slash(channel, "tanya", pertanyaan="siapa yang mewakili?")
        assert result.acknowledged
        assert not result.response.ephemeral
        assert "Sari Melati" in words(result.response)
        assert [asked[0] for asked in asking.asked] == ["siapa yang mewakili?"]

    play(parts, scene)


def test_too_long_question_never_reaches_the_assistant(parts: Parts, asking: FakeAsking) -> None:
    """A question over the limit is refused privately."""

    async def scene(env: Any, channel: Any, alice: Any) -> None:
        result = await alice.slash(channel, "tanya", pertanyaan="a" * 4500)
        assert result.ephemeral
        assert "4000" in words(result.response)
        assert not asking.asked

    play(parts, scene)


def test_source_button(parts: Parts) -> None:
    """The button beside a source shows its paragraph with the quote in bold."""

    async def scene(env: Any, channel: Any, alice: Any) -> None:
        answer = (await alice.slash(channel, "tanya", pertanyaan="siapa?")).response
        shown = await alice.click(answer.message, custom_id=button(answer, "src"))
        assert shown.ephemeral
        assert "**Rektor diwakili" in words(shown.response)

    play(parts, scene)


def test_bad_opinion_is_stored_with_its_reason(parts: Parts) -> None:
    """Thumbs down opens a form; what is sent is stored without personal data."""

    async def scene(env: Any, channel: Any, alice: Any) -> None:
        answer = (await alice.slash(channel, "tanya", pertanyaan="siapa?")).response
        form = await alice.click(answer.message, custom_id=button(answer, "down"))
        await alice.submit_modal(form, {"text": "salah, telepon 081234567890"})

    play(parts, scene)
    assert "salah, telepon [telepon]" in "\n".join(parts.operations.statistics(1, "id"))


def test_follow_up_carries_the_conversation(parts: Parts, asking: FakeAsking) -> None:
    """A follow-up hands the earlier question and its releases to the assistant; a new one nothing."""

    async def scene(env: Any, channel: Any, alice: Any) -> None:
        answer = (await alice.slash(channel, "tanya", pertanyaan="siapa?")).response
        form = await alice.click(answer.message, custom_id=button(answer, "next"))
        await alice.submit_modal(form, {"text": "lalu berapa?"})
        await alice.slash(channel, "tanya", pertanyaan="yang lain")

    play(parts, scene)
    histories = {question: turns for question, _, turns in asking.asked}
    assert [(t.question, t.release_ids) for t in histories["lalu berapa?"]] == [("siapa?", ("r1",))]
    assert histories["yang lain"] == ()


def test_broken_log_does_not_stop_answers(parts: Parts) -> None:
    """If the database fails the answer still comes, without buttons that would lead nowhere."""

    async def scene(env: Any, channel: Any, alice: Any) -> None:
        with parts.desk._database.write() as connection:
            connection.exec_driver_sql("DROP TABLE desk_cited")
        answer = (await alice.slash(channel, "tanya", pertanyaan="siapa?")).response
        assert "Sari Melati" in words(answer)
        assert not [p for p in walk(answer.components) if p["type"] == 2]

    play(parts, scene)


def test_budget_is_told_privately(asking: FakeAsking, tmp_path: Path) -> None:
    """Who asked enough is told when to come back, and the assistant is spared."""
    parts = parts_with(asking, tmp_path, discord_user_hourly=30)

    async def scene(env: Any, channel: Any, alice: Any) -> None:
        for _ in range(2):
            await alice.slash(channel, "tanya", pertanyaan="siapa?")
        result = await alice.slash(channel, "tanya", pertanyaan="siapa?")
        assert result.ephemeral
        assert "<t:" in words(result.response)
        assert len(asking.asked) == 2

    play(parts, scene)


def test_intents_are_not_privileged(parts: Parts) -> None:
    """The client asks for no privileged intent and pings nobody by default."""
    client = TanyaClient(parts)
    assert not client.intents.message_content
    assert not client.intents.members
    assert not client.intents.presences
    assert client.allowed_mentions is not None
    assert client.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()
