"""The slash commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

if TYPE_CHECKING:
    from tanyahumas.discord_app.client import TanyaClient


def add_commands(client: TanyaClient) -> None:
    """Put every command into the client's tree."""
    tree = client.tree

    @tree.command(name="tanya", description="Tanyakan isi siaran pers; dijawab dengan kutipan dan sumbernya")
    @app_commands.rename(question="pertanyaan")
    @app_commands.describe(question="Apa yang ingin Anda ketahui?")
    async def ask(interaction: discord.Interaction[Any], question: app_commands.Range[str, 1, 6000]) -> None:
        await client.answer(interaction, question)
