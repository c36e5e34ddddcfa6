"""The client driven in-process by simcord, so that these tests need nothing outside the project."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import simcord

from discord_app.fakes import FakeAsking
from tanyahumas.config import Settings
from tanyahumas.discord_app.client import TanyaClient
from tanyahumas.discord_app.worker import Worker


def words(message: Any) -> str:
    """Everything a reader sees of a Components V2 message."""
    found: list[str] = []

    def walk(parts: list[Any]) -> None:
        for part in parts:
            if part.get("type") == 10:
                found.append(part["content"])
            walk(part.get("components") or [])

    walk(message.components)
    return "\n".join(found)


def play(scene: Callable[[Any, Any, Any], Awaitable[None]], asking: FakeAsking) -> None:
    async def run() -> None:
        worker = Worker(2, 10)
        client = TanyaClient(Settings(), asking, worker)
        async with simcord.run(client, shard_count=1) as env:
            guild = env.create_guild()
            channel = guild.create_text_channel("umum")
            alice = guild.add_member(env.create_user("alice"))
            await scene(env, channel, alice)
        worker.close()

    asyncio.run(run())


def test_question_is_deferred_then_answered() -> None:
    """`/tanya` defers publicly and fills in an answer with its source."""
    asking = FakeAsking()

    async def scene(env: Any, channel: Any, alice: Any) -> None:
        result = await alice.slash(channel, "tanya", pertanyaan="siapa yang mewakili?")
        assert result.acknowledged
        assert not result.response.ephemeral
        assert "Sari Melati" in words(result.response)
        assert [asked[0] for asked in asking.asked] == ["siapa yang mewakili?"]

    play(scene, asking)


def test_too_long_question_never_reaches_the_assistant() -> None:
    """A question over the limit is refused privately."""
    asking = FakeAsking()

    async def scene(env: Any, channel: Any, alice: Any) -> None:
        result = await alice.slash(channel, "tanya", pertanyaan="a" * 4500)
        assert result.ephemeral
        assert "4000" in words(result.response)
        assert not asking.asked

    play(scene, asking)


def test_intents_are_not_privileged() -> None:
    """The client asks for no privileged intent."""
    client = TanyaClient(Settings(), FakeAsking(), Worker(1, 1))
    assert not client.intents.message_content
    assert not client.intents.members
    assert not client.intents.presences
    assert client.allowed_mentions is not None
    assert client.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()
