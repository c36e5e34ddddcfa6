"""Pages as Components V2 messages.

Chosen over embeds after trying both: they show for users who have embeds switched off, need
no Embed Links permission, and put a source's button beside its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord

from tanyahumas.discord_app.buttons import KeyButton
from tanyahumas.discord_app.keys import PRIVATE, Act, Key
from tanyahumas.discord_app.replies import Block, Page, Reply
from tanyahumas.discord_app.texts import TEXTS, Texts
from tanyahumas.domain import Language

FOUND = discord.Colour(0x2E7D32)
NOT_FOUND = discord.Colour(0x78909C)


@dataclass(frozen=True, slots=True)
class Offer:
    """Which buttons go with the answer `ref`."""

    ref: str
    private: bool
    language: Language
    related: bool
    contact: bool
    thread: bool


def layouts(reply: Reply, offer: Offer | None = None) -> list[discord.ui.LayoutView]:
    """One message a page; buttons under the last. They keep no state and outlive a restart."""
    last = len(reply.pages) - 1
    return [_layout(page, reply.found, offer, rows=number == last) for number, page in enumerate(reply.pages)]


def _layout(page: Page, found: bool, offer: Offer | None, rows: bool) -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None)
    box: discord.ui.Container[Any] = discord.ui.Container(accent_colour=FOUND if found else NOT_FOUND)
    for block in page.blocks:
        box.add_item(_item(block, offer))
    view.add_item(box)
    if offer and rows:
        for row in _rows(offer, TEXTS[offer.language]):
            view.add_item(row)
    return view


def _item(block: Block, offer: Offer | None) -> discord.ui.Item[Any]:
    text: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay(block.markdown)
    if offer is None or block.source is None:
        return text
    label = TEXTS[offer.language].source_button.format(number=block.source)
    return discord.ui.Section(
        text, accessory=KeyButton.make(Key(Act.SOURCE, offer.ref, block.source), label=label)
    )


def _rows(offer: Offer, texts: Texts) -> list[discord.ui.ActionRow[Any]]:
    follow_up = Key(Act.FOLLOW_UP, offer.ref, PRIVATE if offer.private else 0)
    first = [
        KeyButton.make(Key(Act.HELPFUL, offer.ref), emoji="👍"),
        KeyButton.make(Key(Act.UNHELPFUL, offer.ref), emoji="👎"),
        KeyButton.make(follow_up, label=texts.follow_up_button),
    ]
    if offer.thread:
        first.append(KeyButton.make(Key(Act.THREAD, offer.ref), label=texts.thread_button))
    second = []
    if offer.related:
        second.append(KeyButton.make(Key(Act.RELATED, offer.ref), label=texts.related_button))
    if offer.contact:
        second.append(KeyButton.make(Key(Act.CONTACT, offer.ref), label=texts.contact_button))
    return [discord.ui.ActionRow(*row) for row in (first, second) if row]
