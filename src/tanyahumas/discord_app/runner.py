"""Runs the client from log-in to a clean end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys

import aiohttp
import discord

from tanyahumas.assistant import Asking
from tanyahumas.config import Settings
from tanyahumas.discord_app.client import TanyaClient
from tanyahumas.discord_app.logs import set_up_logging
from tanyahumas.discord_app.worker import Worker
from tanyahumas.errors import ConfigurationError, TanyahumasError

log = logging.getLogger(__name__)

THREADS = 2
WAITING = 200
# Container runtimes kill ten seconds after SIGTERM.
GRACE_SECONDS = 8.0
FATAL_CLOSE = {
    4004: "the token was refused",
    4010: "the shard number is wrong",
    4011: "too many guilds for one shard",
    4012: "the gateway version is no longer served",
    4013: "an unknown intent was asked for",
    4014: "an intent was asked for that the developer portal does not allow",
}
PORTAL = "see docs/discord.md"


def check_token(settings: Settings) -> None:
    """Raises ConfigurationError if there is no token; cheap, so done before models load."""
    if not settings.discord_token.get_secret_value().strip():
        raise ConfigurationError("no Discord token", f"set DISCORD_TOKEN; {PORTAL}")


def run(settings: Settings, asking: Asking) -> None:
    """Serve until SIGTERM or SIGINT; returns after running answers have ended.

    Raises:
        ConfigurationError: the token is missing or Discord refuses it.
        TanyahumasError: Discord cannot be reached or closed the connection for good.
    """
    check_token(settings)
    set_up_logging(settings.log_level)
    worker = Worker(THREADS, WAITING)
    try:
        asyncio.run(_serve(settings, asking, worker))
    finally:
        worker.close()
        if worker.pending:
            # A thread that hangs would keep the interpreter from ending.
            log.warning("leaving %d calls unfinished", worker.pending)
            sys.stderr.flush()
            os._exit(0)


async def _serve(settings: Settings, asking: Asking, worker: Worker) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    client = TanyaClient(settings, asking, worker)
    async with client:
        serving = asyncio.create_task(_connect(client, settings.discord_token.get_secret_value().strip()))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if stop.is_set():
            await client.shut_down(GRACE_SECONDS)
            serving.cancel()
        try:
            await serving
        except asyncio.CancelledError:
            log.info("stopped")


async def _connect(client: TanyaClient, token: str) -> None:
    try:
        await client.start(token)
    except discord.LoginFailure:
        raise ConfigurationError("Discord refused the token", f"check DISCORD_TOKEN; {PORTAL}") from None
    except discord.PrivilegedIntentsRequired:
        raise ConfigurationError(f"Discord: {FATAL_CLOSE[4014]}", PORTAL) from None
    except discord.ConnectionClosed as closed:
        reason = FATAL_CLOSE.get(closed.code, f"close code {closed.code}")
        kind = ConfigurationError if closed.code in FATAL_CLOSE else TanyahumasError
        raise kind(f"Discord closed the connection: {reason}", PORTAL) from None
    except discord.HTTPException as refused:
        raise TanyahumasError(
            f"Discord refused at start: HTTP {refused.status}, code {refused.code}"
        ) from None
    except (aiohttp.ClientError, discord.GatewayNotFound, OSError) as broken:
        raise TanyahumasError(
            f"Discord cannot be reached ({type(broken).__name__})", "check the network, then start again"
        ) from None
