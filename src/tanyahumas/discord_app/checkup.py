"""What `tanyahumas doctor --discord` asks Discord: is the token good, is the set-up as it should be."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import aiohttp
import discord

from tanyahumas.config import Settings
from tanyahumas.discord_app.guilds import GuildBook
from tanyahumas.errors import ConfigurationError

PORTAL = "https://discord.com/developers/applications"
COMMANDS = {"tanya", "privasi", "humas", "Tanya tentang pesan ini"}


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; `remedy` is empty when all is well."""

    subject: str
    state: str
    remedy: str


def check_discord(settings: Settings) -> list[Check]:
    """Every finding, the decisive ones first; never raises, never shows the token."""
    token = settings.discord_token.get_secret_value().strip()
    if not token:
        return [Check("discord", "no token", "set DISCORD_TOKEN; see docs/discord.md")]
    try:
        book = GuildBook(settings.discord_guilds or settings.home / "servers.toml")
        return [*_rules(book), *asyncio.run(_look(token, book))]
    except ConfigurationError as error:
        return [Check("servers", error.message, error.remedy or "")]
    except discord.LoginFailure:
        return [Check("token", "refused by Discord", f"copy a new one from {PORTAL} into DISCORD_TOKEN")]
    except discord.HTTPException as refused:
        return [Check("discord", f"HTTP {refused.status}, code {refused.code}", "try again later")]
    except (aiohttp.ClientError, OSError) as broken:
        return [Check("discord", f"cannot be reached ({type(broken).__name__})", "check the network")]


def _rules(book: GuildBook) -> list[Check]:
    served = f"{len(book.listed)} listed" if book.listed else "every server, public releases only"
    return [Check("servers", served, "")]


async def _look(token: str, book: GuildBook) -> list[Check]:
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(token)
        application = await client.application_info()
        joined = {guild.id async for guild in client.fetch_guilds(limit=None)}
        commands = await _commands(client)
    return [
        Check("token", f"good: {application.name}", ""),
        _public(application),
        _intents(application),
        _guilds(joined, book),
        _missing_commands(commands),
    ]


async def _commands(client: discord.Client) -> set[str]:
    tree = discord.app_commands.CommandTree(client)
    return {command.name for command in await tree.fetch_commands()}


def _public(application: discord.AppInfo) -> Check:
    if application.bot_public:
        return Check("invitations", "anybody may invite the bot", f"switch Public Bot off at {PORTAL}")
    return Check("invitations", "only the owner may invite the bot", "")


def _intents(application: discord.AppInfo) -> Check:
    flags = application.flags
    switched = {
        "presence": flags.gateway_presence or flags.gateway_presence_limited,
        "server members": flags.gateway_guild_members or flags.gateway_guild_members_limited,
        "message content": flags.gateway_message_content or flags.gateway_message_content_limited,
    }
    names = [name for name, on in switched.items() if on]
    if names:
        return Check("intents", f"privileged: {', '.join(names)}", f"switch them off at {PORTAL}")
    return Check("intents", "none is privileged", "")


def _guilds(joined: set[int], book: GuildBook) -> Check:
    if not joined:
        return Check("membership", "the bot is in no server", "invite it: docs/discord.md, step 2")
    absent, unserved = book.listed - joined, joined - book.listed
    if absent:
        return Check("membership", f"not in {len(absent)} listed servers", "invite it, or mend servers.toml")
    extra = f", {len(unserved)} of them not served" if book.listed and unserved else ""
    return Check("membership", f"in {len(joined)} servers{extra}", "")


def _missing_commands(names: set[str]) -> Check:
    missing = COMMANDS - names
    if missing:
        return Check("commands", f"missing: {', '.join(sorted(missing))}", "start the bot once")
    return Check("commands", f"{len(names)} registered", "")
