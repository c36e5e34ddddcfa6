"""The Discord client: takes questions, lets the worker answer them, hands the replies out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord import app_commands

from tanyahumas.assistant import Asking
from tanyahumas.config import Settings
from tanyahumas.discord_app import gate
from tanyahumas.discord_app.commands import add_commands
from tanyahumas.discord_app.failures import explain
from tanyahumas.discord_app.replies import Reply, note, reply_to
from tanyahumas.discord_app.texts import TEXTS, language_of
from tanyahumas.discord_app.translator import CommandTranslator
from tanyahumas.discord_app.worker import Worker
from tanyahumas.domain import ANYBODY

log = logging.getLogger(__name__)


def minimal_intents() -> discord.Intents:
    """Guilds only: interactions need no intent at all, and none of these is privileged."""
    intents = discord.Intents.none()
    intents.guilds = True
    return intents


class TanyaClient(discord.AutoShardedClient):
    """Answers questions with `asking`; everything it needs comes through the constructor."""

    def __init__(self, settings: Settings, asking: Asking, worker: Worker) -> None:
        super().__init__(
            intents=minimal_intents(),
            allowed_mentions=gate.NOBODY,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self.settings = settings
        self.asking = asking
        self.worker = worker
        self.tree = app_commands.CommandTree(self)
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False

    async def setup_hook(self) -> None:
        add_commands(self)
        await self.tree.set_translator(CommandTranslator())
        await self.tree.sync()

    async def on_ready(self) -> None:
        log.info("ready in %d guilds", len(self.guilds))

    async def answer(self, interaction: discord.Interaction[Any], question: str) -> None:
        """Acknowledge at once, answer when the worker is done; never raises for a bad question."""
        language = language_of(question, str(interaction.locale))
        if refusal := self._refusal(question, language):
            await gate.respond(interaction, refusal)
            return
        async with self._in_flight():
            if await gate.acknowledge(interaction, private=False):
                await gate.deliver(interaction, await self._reply(question, language), private=False)

    async def shut_down(self, seconds: float) -> None:
        """Take no more questions, let running answers end for at most `seconds`, disconnect."""
        self._stopping = True
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            log.warning("%d answers did not end in time", self._running)
        await self.close()

    def _refusal(self, question: str, language: Any) -> Reply | None:
        texts = TEXTS[language]
        if self._stopping:
            return note(texts.stopping, language)
        if not question.strip():
            return note(texts.empty_question, language)
        if len(question) > self.settings.question_characters:
            return note(texts.long_question.format(limit=self.settings.question_characters), language)
        return None

    async def _reply(self, question: str, language: Any) -> Reply:
        try:
            answer = await self.worker.run(lambda: self.asking.ask(question, ANYBODY, ()))
            return reply_to(answer, self.settings.contact)
        except Exception as error:
            return explain(error, language)

    @asynccontextmanager
    async def _in_flight(self) -> AsyncIterator[None]:
        self._running += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()
