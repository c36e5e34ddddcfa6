"""The sign that the bot is typing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord

from tanyahumas.discord_app import gate

SOON, AGAIN = 0.7, 8.0


@asynccontextmanager
async def typing_sign(channel: discord.abc.Messageable) -> AsyncIterator[None]:
    """Show that the bot is typing if it takes long; that this fails never matters."""
    done = asyncio.Event()
    showing = asyncio.ensure_future(_show_typing(channel, done))
    try:
        yield
    finally:
        # Waited for, since Discord would show a sign that arrives after the answer for ten seconds.
        done.set()
        await asyncio.wait({showing}, timeout=2)
        showing.cancel()


async def _show_typing(channel: discord.abc.Messageable, done: asyncio.Event) -> None:
    pause = SOON
    while True:
        try:
            await asyncio.wait_for(done.wait(), pause)
            return
        except TimeoutError:
            pause = AGAIN
        try:
            await channel.typing()
        except gate.TROUBLE:
            return
