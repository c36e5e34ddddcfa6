"""The Discord client: hands what Discord sends to those who answer it."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import sys
from functools import partial
from typing import Any

import discord
from discord import app_commands

from tanyahumas.discord_app import gate
from tanyahumas.discord_app.buttons import KeyButton, sent_form
from tanyahumas.discord_app.commands import Catalogue, add_commands
from tanyahumas.discord_app.failures import explain, where
from tanyahumas.discord_app.mentions import Mentions
from tanyahumas.discord_app.officers import Officers, add_officer_commands
from tanyahumas.discord_app.parts import Parts
from tanyahumas.discord_app.presses import Presses
from tanyahumas.discord_app.texts import language_of
from tanyahumas.discord_app.translator import CommandTranslator
from tanyahumas.discord_app.wire import Wire

log = logging.getLogger(__name__)
PURGE_EVERY = 6 * 3600


def minimal_intents() -> discord.Intents:
    """Guilds (channels, roles) and messages that mention the bot or are sent to it; none privileged."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.dm_messages = True
    return intents


class TanyaClient(discord.AutoShardedClient):
    """Everything it needs comes through the constructor."""

    def __init__(self, parts: Parts) -> None:
        self.wire = Wire()
        super().__init__(
            intents=minimal_intents(),
            allowed_mentions=gate.NOBODY,
            max_messages=None,
            http_trace=self.wire.trace,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self._parts = parts
        self.intake = parts.intake
        self.presses = Presses(parts.intake, parts.desk, parts.registry)
        self._mentions = Mentions(parts.intake, parts.desk)
        self._officers = Officers(parts.intake, parts.operations)
        # Not for apps that a user carries into servers which never invited the bot.
        self.tree = _Tree(
            self,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=False
            ),
        )
        self._background: list[asyncio.Task[None]] = []

    async def setup_hook(self) -> None:
        self.add_dynamic_items(KeyButton)
        catalogue = Catalogue(self.intake, self._parts.registry)
        add_commands(self.tree, self.intake, catalogue)
        add_officer_commands(self.tree, self._officers, catalogue)
        await self.tree.set_translator(CommandTranslator())
        await self.tree.sync()
        for endless in (self._parts.warming.run(), self._purge()):
            self._background.append(asyncio.create_task(endless))

    async def on_ready(self) -> None:
        log.info("ready in %d servers", len(self.guilds))

    async def on_message(self, message: discord.Message) -> None:
        if self.user is not None:
            await self._mentions.message(message, self.user)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        if (sent := sent_form(interaction)) is not None:
            await self.presses.sent(interaction, *sent)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            log.error("event %s failed: %s at %s", event_method, type(error).__name__, where(error))

    def health(self) -> dict[str, Any]:
        """For the health page."""
        connected = self.is_ready() and not self.is_closed() and not self.intake.stopping
        return {
            "ready": connected and self._parts.warming.done,
            "loaded": self._parts.warming.done,
            "degraded": bool(self._parts.operations.problems()),
            "servers": len(self.guilds),
            "running": self.intake.running,
            "waiting": self._parts.worker.pending,
        }

    async def shut_down(self, seconds: float) -> None:
        """Take no more questions, let running answers end for at most `seconds`, disconnect."""
        await self.intake.drain(seconds)
        await self.close()

    async def close(self) -> None:
        for task in self._background:
            task.cancel()
        self._officers.close()
        await super().close()

    async def _purge(self) -> None:
        """Keep the promise of `discord_log_days`, at start and every few hours."""
        while True:
            days = dt.timedelta(days=self.intake.settings.discord_log_days)
            before = dt.datetime.now(dt.UTC) - days
            gone = await self.intake.flow.read(partial(self.intake.desk.purge, before), 0)
            if gone:
                log.info("deleted %d old questions", gone)
            await asyncio.sleep(PURGE_EVERY)


class _Tree(app_commands.CommandTree[TanyaClient]):
    """What a command did not foresee still ends as a friendly reply."""

    async def on_error(
        self, interaction: discord.Interaction[TanyaClient], error: app_commands.AppCommandError, /
    ) -> None:
        cause = getattr(error, "original", error)
        reply = explain(cause, language_of("", str(interaction.locale)))
        if interaction.type is discord.InteractionType.autocomplete:
            return
        if interaction.response.is_done():
            await gate.deliver(interaction, reply, private=True)
        else:
            await gate.respond(interaction, reply)
