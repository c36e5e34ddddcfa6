"""docs/discord.md is held to the truth."""

import re
from pathlib import Path

import discord

from tanyahumas.config import Settings
from tanyahumas.discord_app.client import TanyaClient
from tanyahumas.discord_app.guilds import GuildBook, GuildRules
from tanyahumas.discord_app.parts import Parts
from tests.discord_app.conftest import ROOT

TEXT = (ROOT / "docs" / "discord.md").read_text("utf-8")


def test_every_setting_of_the_bot_is_described() -> None:
    """Each `discord_…` setting stands in the document, with its default, and no other does."""
    told = set(re.findall(r"TANYAHUMAS_(DISCORD_[A-Z_]+)", TEXT))
    assert told == {name.upper() for name in Settings.model_fields if name.startswith("discord_")}
    for name, default in re.findall(r"`TANYAHUMAS_(DISCORD_[A-Z_]+)` \| (\d+) \|", TEXT):
        assert float(default) == float(Settings.model_fields[name.lower()].default)


def test_server_rules_of_the_document_are_understood(tmp_path: Path) -> None:
    """The example file is taken as it stands and shows every key."""
    example = re.search(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert example
    path = tmp_path / "servers.toml"
    path.write_text(example[1])
    rules = GuildBook(path).rules(123456789012345678)
    assert rules is not None
    assert set(GuildRules.model_fields) == rules.model_fields_set


def test_permissions_and_intents_are_those_of_the_code(parts: Parts) -> None:
    """The invitation's number is the sum of the permissions named, and the intents are the client's."""
    number = re.search(r"permissions=(\d+)", TEXT)
    assert number
    named = {name for name, on in discord.Permissions(int(number[1])) if on}
    assert named == {
        "read_messages",  # shown as View Channels
        "send_messages",
        "send_messages_in_threads",
        "create_public_threads",
        "read_message_history",
    }
    asked = {name for name, on in TanyaClient(parts).intents if on}
    assert asked == {"guilds", "guild_messages", "dm_messages"}
