"""Who acts, and where: read from what Discord sends."""

from __future__ import annotations

from typing import Any

import discord

from tanyahumas.discord_app.access import Visitor


def visitor_of(interaction: discord.Interaction[Any]) -> Visitor:
    """Who acts in an interaction, and where."""
    channel, user = interaction.channel, interaction.user
    member = user if isinstance(user, discord.Member) else None
    return Visitor(
        user=user.id,
        guild=interaction.guild_id,
        channel=interaction.channel_id or 0,
        parent=channel.parent_id if isinstance(channel, discord.Thread) else None,
        roles=frozenset(role.id for role in member.roles) if member else frozenset(),
        manages=interaction.permissions.manage_guild if member else False,
    )


def author_of(message: discord.Message) -> Visitor:
    """Who wrote a message, and where."""
    channel, author = message.channel, message.author
    member = author if isinstance(author, discord.Member) else None
    return Visitor(
        user=author.id,
        guild=message.guild.id if message.guild else None,
        channel=channel.id,
        parent=channel.parent_id if isinstance(channel, discord.Thread) else None,
        roles=frozenset(role.id for role in member.roles) if member else frozenset(),
        manages=False,
    )
