"""The one gate for everything that goes out to Discord.

Nothing passes that could notify anybody; what Discord fails to take is tried again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiohttp
import discord

from tanyahumas.discord_app.replies import Reply
from tanyahumas.discord_app.views import layout

log = logging.getLogger(__name__)
T = TypeVar("T")

NOBODY = discord.AllowedMentions.none()
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
ALREADY_ACKNOWLEDGED = 40060

Interaction = discord.Interaction[Any]


async def acknowledge(interaction: Interaction, private: bool) -> bool:
    """Defer; False if Discord no longer knows the interaction, so that answering is in vain.

    Never tried again beyond discord.py's own tries: an interaction lives three seconds.
    """
    try:
        await interaction.response.defer(thinking=True, ephemeral=private)
    except discord.HTTPException as refused:
        # A first try may have reached Discord although its answer was lost.
        if refused.code == ALREADY_ACKNOWLEDGED:
            return True
        log.warning("interaction not acknowledged: %s %s", refused.status, refused.code)
        return False
    except (aiohttp.ClientError, OSError) as broken:
        log.warning("interaction not acknowledged: %s", type(broken).__name__)
        return False
    return True


async def respond(interaction: Interaction, reply: Reply) -> None:
    """Answer an interaction that was not deferred, visible only to its user; one page."""
    view = layout(reply.pages[0], reply.found)
    try:
        await interaction.response.send_message(view=view, ephemeral=True, allowed_mentions=NOBODY)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as refused:
        log.warning("reply not delivered: %s", _name(refused))


async def deliver(interaction: Interaction, reply: Reply, private: bool) -> bool:
    """Fill a deferred response with the reply's pages; False if Discord took it no more."""
    first, *others = [layout(page, reply.found) for page in reply.pages]
    try:
        await patiently(lambda: interaction.edit_original_response(view=first, allowed_mentions=NOBODY))
        for view in others:
            await patiently(
                lambda view=view: interaction.followup.send(  # type: ignore[misc]
                    view=view, ephemeral=private, allowed_mentions=NOBODY, wait=True
                )
            )
    except (discord.HTTPException, aiohttp.ClientError, OSError) as refused:
        log.warning("reply not delivered: %s", _name(refused))
        return False
    return True


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """`call()`, again after a pause while Discord or the line is down; about a minute in all.

    Raises:
        discord.HTTPException: Discord refused, or stayed down.
    """
    for pause in PAUSES:
        try:
            return await call()
        except discord.HTTPException as refused:
            if refused.status < 500 and refused.status != 429:
                raise
        except (aiohttp.ClientError, OSError) as broken:
            log.info("sending again after %s", type(broken).__name__)
        await asyncio.sleep(pause)
    return await call()


def _name(error: BaseException) -> str:
    if isinstance(error, discord.HTTPException):
        return f"{error.status} {error.code}"
    return type(error).__name__
