"""Pages as Components V2 messages.

Chosen over embeds after trying both: they show for users who have embeds switched off, need
no Embed Links permission, and put a source's button beside its line.
"""

from __future__ import annotations

import discord

from tanyahumas.discord_app.replies import Page

FOUND = discord.Colour(0x2E7D32)
NOT_FOUND = discord.Colour(0x78909C)


def layout(page: Page, found: bool) -> discord.ui.LayoutView:
    """One page as a message; it keeps no state, so nothing is lost in a restart."""
    view = discord.ui.LayoutView(timeout=None)
    box: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(
        accent_colour=FOUND if found else NOT_FOUND
    )
    for block in page.blocks:
        box.add_item(discord.ui.TextDisplay(block.markdown))
    view.add_item(box)
    return view
