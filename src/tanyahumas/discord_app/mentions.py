"""Questions in messages: a mention of the bot, a reply to it, a direct message.

None of these needs the privileged message content intent: Discord hands over the text of
messages that mention the bot or are sent to it, and of no others.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import partial

import discord

from tanyahumas.desk import Desk
from tanyahumas.discord_app import gate
from tanyahumas.discord_app.access import Refused, admit
from tanyahumas.discord_app.asks import Ask, Context
from tanyahumas.discord_app.failures import refuse
from tanyahumas.discord_app.intake import Intake
from tanyahumas.discord_app.replies import note
from tanyahumas.discord_app.texts import TEXTS, language_of
from tanyahumas.discord_app.visitors import author_of

# Longer ago, a new message in a direct channel starts a new conversation.
DIRECT_MEMORY = dt.timedelta(minutes=15)
THREAD_MEMORY = dt.timedelta(days=7)


class Mentions:
    """Finds the questions among messages."""

    def __init__(self, intake: Intake, desk: Desk) -> None:
        self._intake = intake
        self._desk = desk

    async def message(self, message: discord.Message, me: discord.ClientUser) -> None:
        """Answer a message if it is meant for the bot."""
        direct = message.guild is None
        if message.author.bot or not (direct or me.id in {user.id for user in message.mentions}):
            return
        if not _may_answer(message):
            return
        question = re.sub(rf"<@!?{me.id}>", " ", message.content).strip()
        admission = admit(author_of(message), self._intake.book)
        if isinstance(admission, Refused):
            if admission is not Refused.SERVER:
                await gate.reply_to_message(message, refuse(admission, language_of(question, "")))
            return
        if not question:
            language = admission.rules.language or "id"
            await gate.reply_to_message(message, note(TEXTS[language].empty_mention, language))
            return

        async def context() -> Context:
            return Context(parent=await self._parent(message))

        await self._intake.message(message, Ask(question, private=False, context=context), admission)

    async def _parent(self, message: discord.Message) -> str | None:
        """The question that this one follows up: replied to, or newest in its thread."""
        read = self._intake.flow.read
        if message.reference and message.reference.message_id:
            answered = str(message.reference.message_id)
            if ref := await read(partial(self._desk.answered_by_message, answered), None):
                return ref
        place = str(message.channel.id)
        if isinstance(message.channel, discord.Thread):
            since = dt.datetime.now(dt.UTC) - THREAD_MEMORY
            newest = await read(partial(self._desk.latest_in, place, since), None)
            # A thread has the id of the message it grew from.
            return newest or await read(partial(self._desk.answered_by_message, place), None)
        if message.guild is None:
            since = dt.datetime.now(dt.UTC) - DIRECT_MEMORY
            return await read(partial(self._desk.latest_in, place, since), None)
        return None


def _may_answer(message: discord.Message) -> bool:
    """Whether the bot may write where it was mentioned; asking Discord in vain counts against it."""
    thread = isinstance(message.channel, discord.Thread)
    return gate.may(message, "view_channel", "send_messages_in_threads" if thread else "send_messages")
