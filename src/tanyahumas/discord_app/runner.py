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
from tanyahumas.desk import Desk
from tanyahumas.desk.budget import Budgets
from tanyahumas.desk.pseudonyms import open_pseudonyms
from tanyahumas.discord_app.client import TanyaClient
from tanyahumas.discord_app.flow import Flow
from tanyahumas.discord_app.guilds import GuildBook
from tanyahumas.discord_app.health import health_page
from tanyahumas.discord_app.intake import Intake
from tanyahumas.discord_app.logs import set_up_logging
from tanyahumas.discord_app.operations import Operations
from tanyahumas.discord_app.parts import Parts
from tanyahumas.discord_app.warming import Warming
from tanyahumas.discord_app.worker import Worker
from tanyahumas.errors import ConfigurationError, TanyahumasError
from tanyahumas.registry import open_registry
from tanyahumas.registry.database import Database

log = logging.getLogger(__name__)

CLERKS, CLERK_WAITING = 2, 2000
# Questions of one user that may be answered at the same time.
AT_ONCE = 3
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


def run_bot(settings: Settings) -> None:
    """`run` with the real assistant; raises what `run` raises."""
    check_token(settings)
    from tanyahumas.app import open_assistant

    with open_assistant(settings) as assistant:
        run(settings, assistant)


def run(settings: Settings, asking: Asking) -> None:
    """Serve until SIGTERM or SIGINT; returns after running answers have ended.

    Raises:
        ConfigurationError: the token is missing or Discord refuses it; a file of settings is bad.
        TanyahumasError: Discord cannot be reached or closed the connection for good.
    """
    check_token(settings)
    set_up_logging(settings.log_level, settings.discord_log_json)
    parts = build_parts(settings, asking)
    try:
        asyncio.run(_serve(settings, parts))
    finally:
        parts.worker.close()
        parts.clerk.close()
        parts.registry.close()
        if parts.worker.pending:
            # A thread that hangs would keep the interpreter from ending.
            log.warning("leaving %d calls unfinished", parts.worker.pending)
            sys.stderr.flush()
            os._exit(0)


def build_parts(settings: Settings, asking: Asking) -> Parts:
    """Everything the client is made of; needs a running event loop only once it is used.

    Raises:
        ConfigurationError: the server rules or the key of pseudonyms cannot be read.
        RegistryError: the registry cannot be opened.
    """
    registry = open_registry(settings.database_url)
    database = Database(settings.database_url)
    desk = Desk(database)
    worker = Worker(settings.discord_answering, settings.discord_waiting)
    clerk = Worker(CLERKS, CLERK_WAITING)
    flow = Flow(asking, desk, open_pseudonyms(settings.home), worker, clerk, settings.contact)
    budgets = Budgets(settings.discord_user_hourly, settings.discord_hourly, AT_ONCE)
    book = GuildBook(settings.discord_guilds or settings.home / "servers.toml")
    return Parts(
        intake=Intake(settings, book, budgets, flow, desk),
        desk=desk,
        registry=registry,
        operations=Operations(registry, database, settings.home, lambda: asking.problems),
        warming=Warming(asking, worker),
        worker=worker,
        clerk=clerk,
    )


async def _serve(settings: Settings, parts: Parts) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    client = TanyaClient(parts)
    async with client, health_page(settings.discord_health_port, client.health):
        serving = asyncio.create_task(_connect(client, settings.discord_token.get_secret_value().strip()))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if stop.is_set():
            await client.shut_down(settings.discord_grace)
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
