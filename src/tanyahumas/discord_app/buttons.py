"""Buttons that carry their meaning in their `custom_id`, so that a restart changes nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self, cast

import discord

from tanyahumas.discord_app.keys import PATTERN, Key, read_key

if TYPE_CHECKING:
    from tanyahumas.discord_app.client import TanyaClient


class KeyButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=PATTERN):
    """Hands every press to the client's `press`, old messages included."""

    def __init__(self, key: Key, item: discord.ui.Button[Any]) -> None:
        super().__init__(item)
        self.key = key

    @classmethod
    def make(cls, key: Key, label: str | None = None, emoji: str | None = None) -> Self:
        """A grey button for `key`."""
        button: discord.ui.Button[Any] = discord.ui.Button(
            label=label, emoji=emoji, custom_id=key.custom_id, style=discord.ButtonStyle.secondary
        )
        return cls(key, button)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        key = read_key(match.string)
        if key is None:
            raise ValueError("a button of a former version")
        return cls(key, cast("discord.ui.Button[Any]", item))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        client = cast("TanyaClient", interaction.client)
        await client.presses.press(interaction, self.key)


class KeyForm(discord.ui.Modal):
    """A form with one long field. What is sent reaches the client through `on_interaction`, so
    that a form left open over a restart still works."""

    FIELD = "text"

    def __init__(self, key: Key, title: str, label: str, limit: int, required: bool) -> None:
        # discord.py keeps a form until it is sent or this time is over.
        super().__init__(title=title, custom_id=key.custom_id, timeout=900)
        field: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id=self.FIELD, style=discord.TextStyle.paragraph, max_length=limit, required=required
        )
        self.add_item(discord.ui.Label(text=label, component=field))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Nothing: see above."""


def sent_form(interaction: discord.Interaction[Any]) -> tuple[Key, str] | None:
    """The key and the text of a `KeyForm` that was sent; None for any other interaction."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    data = cast("dict[str, Any]", interaction.data or {})
    key = read_key(str(data.get("custom_id", "")))
    for part in data.get("components", []):
        field = part.get("component") or (part.get("components") or [{}])[0]
        if key and field.get("custom_id") == KeyForm.FIELD:
            return key, str(field.get("value") or "")
    return None
