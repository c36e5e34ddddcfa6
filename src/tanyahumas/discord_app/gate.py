"""The one gate for everything that goes out to Discord.

Nothing passes that could notify anybody; what Discord fails to take is tried again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

import aiohttp
import discord

from tanyahumas.discord_app.replies import Reply
from tanyahumas.discord_app.views import Offer, layouts
from tanyahumas.discord_app.wire import Wire

log = logging.getLogger(__name__)
T = TypeVar("T")

NOBODY = discord.AllowedMentions.none()
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
# A deferred reply can be filled for fifteen minutes.
LONGEST_PAUSE = 300.0
ALREADY_ACKNOWLEDGED = 40060
ACKNOWLEDGE_SECONDS = 2.3
RETRY_SECONDS = 0.25
TROUBLE = (discord.HTTPException, aiohttp.ClientError, OSError)

Interaction = discord.Interaction[Any]


async def acknowledge(interaction: Interaction, private: bool) -> bool:
    """Defer; False if Discord no longer knows the interaction, so that answering is in vain."""
    try:
        await _defer(interaction, private)
    except TROUBLE as refused:
        # A first try may have reached Discord although its answer was lost.
        if getattr(refused, "code", 0) == ALREADY_ACKNOWLEDGED:
            return True
        log.info("interaction not acknowledged: %s", _name(refused))
        return False
    finally:
        _wire(interaction).forget(interaction.id)
    return True


async def _defer(interaction: Interaction, private: bool) -> None:
    """Defer, again at once after a fault of Discord, as long as there is time."""
    wire, ends = _wire(interaction), time.monotonic() + ACKNOWLEDGE_SECONDS
    while True:
        trying = asyncio.ensure_future(interaction.response.defer(thinking=True, ephemeral=private))
        while not trying.done() and not wire.failed(interaction.id):
            await asyncio.wait({trying}, timeout=RETRY_SECONDS)
        if trying.done():
            trying.result()
            return
        trying.cancel()
        if time.monotonic() > ends:
            raise TimeoutError
        wire.forget(interaction.id)


def _wire(interaction: Interaction) -> Wire:
    return cast("Wire", interaction.client.wire)


async def respond(interaction: Interaction, reply: Reply) -> None:
    """Answer an interaction that was not deferred, visible only to its user; one page."""
    view = layouts(reply)[0]
    try:
        await interaction.response.send_message(view=view, ephemeral=True, allowed_mentions=NOBODY)
    except TROUBLE as refused:
        log.warning("reply not delivered: %s", _name(refused))


async def show(interaction: Interaction, reply: Reply) -> None:
    """Fill a deferred response with an interim reply's first page; tried once, since a newer one follows."""
    try:
        await interaction.edit_original_response(view=layouts(reply)[0], allowed_mentions=NOBODY)
    except TROUBLE as refused:
        log.info("interim reply not shown: %s", _name(refused))


async def ask_form(interaction: Interaction, form: discord.ui.Modal) -> None:
    """Open a form."""
    try:
        await interaction.response.send_modal(form)
    except TROUBLE as refused:
        log.warning("form not opened: %s", _name(refused))


async def suggest(interaction: Interaction, names: dict[str, str]) -> None:
    """Offer choices for what is being typed: `{value: name}`, at most 25."""
    choices = [discord.app_commands.Choice(name=name, value=value) for value, name in names.items()]
    try:
        await interaction.response.autocomplete(choices[:25])
    except TROUBLE as refused:
        log.info("suggestions not delivered: %s", _name(refused))


async def deliver(
    interaction: Interaction, reply: Reply, private: bool, offer: Offer | None = None
) -> list[str]:
    """Fill a deferred response with the reply's pages; the ids of the messages Discord took."""
    first, *others = layouts(reply, offer)
    sent: list[str] = []
    try:
        message = await patiently(
            lambda: interaction.edit_original_response(view=first, allowed_mentions=NOBODY)
        )
        sent.append(str(message.id))
        for view in others:
            message_id = await patiently(_follow_up(interaction, view, private))
            sent.append(str(message_id))
    except TROUBLE as refused:
        log.warning("reply not delivered: %s", _name(refused))
    return sent


async def reply_to_message(message: discord.Message, reply: Reply, offer: Offer | None = None) -> list[str]:
    """Answer a message with a reply to it; the ids of the messages Discord took.

    The nonce makes a message that is sent twice arrive once.
    """
    sent: list[str] = []
    try:
        for number, view in enumerate(layouts(reply, offer)):
            nonce = f"{message.id}-{number}"
            sent.append(str((await patiently(_answer(message, view, nonce))).id))
    except TROUBLE as refused:
        log.warning("reply not delivered: %s", _name(refused))
    return sent


async def post(channel: discord.abc.Messageable, reply: Reply) -> bool:
    """A message of the bot's own in a channel; False if Discord refused it."""
    try:
        for view in layouts(reply):
            await channel.send(view=view, allowed_mentions=NOBODY)
    except TROUBLE as refused:
        log.warning("message not posted: %s", _name(refused))
        return False
    return True


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """`call()`, again after a pause while Discord or the line is down: about a minute, or as told.

    Raises:
        discord.HTTPException: Discord refused, or stayed down.
    """
    for pause in PAUSES:
        try:
            return await call()
        except discord.HTTPException as refused:
            if refused.status < 500 and refused.status != 429:
                raise
            pause = max(pause, _told_to_wait(refused))
        except (aiohttp.ClientError, OSError) as broken:
            log.info("sending again after %s", type(broken).__name__)
        await asyncio.sleep(pause)
    return await call()


def may(message: discord.Message, *permissions: str) -> bool:
    """Whether the bot has these permissions where a message stands; yes where that is unknown."""
    if message.guild is None or message.guild.me is None:
        return True
    channel = message.channel
    if isinstance(channel, discord.PartialMessageable):
        return True
    try:
        granted = channel.permissions_for(message.guild.me)
    except discord.ClientException:
        # A thread whose channel is not known.
        return True
    return all(getattr(granted, name) for name in permissions)


def _follow_up(
    interaction: Interaction, view: discord.ui.LayoutView, private: bool
) -> Callable[[], Awaitable[int]]:
    async def call() -> int:
        message = await interaction.followup.send(
            view=view, ephemeral=private, allowed_mentions=NOBODY, wait=True
        )
        return message.id

    return call


def _answer(
    message: discord.Message, view: discord.ui.LayoutView, nonce: str
) -> Callable[[], Awaitable[discord.Message]]:
    # Without this permission Discord refuses replies, but takes plain messages.
    refers = may(message, "read_message_history")
    reference = message.to_reference(fail_if_not_exists=False) if refers else None
    return lambda: message.channel.send(
        view=view,
        reference=reference,  # type: ignore[arg-type]
        nonce=nonce,
        allowed_mentions=NOBODY,
    )


def _told_to_wait(refused: discord.HTTPException) -> float:
    """Seconds that a proxy before Discord asks for; discord.py itself obeys only Discord's own."""
    try:
        return min(float(refused.response.headers.get("Retry-After", 0)), LONGEST_PAUSE)
    except (AttributeError, TypeError, ValueError):
        return 0.0


def _name(error: BaseException) -> str:
    if isinstance(error, discord.HTTPException):
        return f"{error.status} {error.code}"
    return type(error).__name__
