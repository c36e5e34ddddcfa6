"""What buttons and forms do; every press is checked as a question is."""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial
from typing import Any, Literal, Protocol

import discord

from tanyahumas.desk import Desk, Entry, Opinion
from tanyahumas.discord_app import gate
from tanyahumas.discord_app.access import Admission, asker_of
from tanyahumas.discord_app.asks import Ask, Context
from tanyahumas.discord_app.buttons import KeyForm
from tanyahumas.discord_app.escaping import escape, one_line
from tanyahumas.discord_app.excerpts import excerpt
from tanyahumas.discord_app.intake import Intake
from tanyahumas.discord_app.keys import PRIVATE, Act, Key
from tanyahumas.discord_app.replies import Reply, listing, note, passage
from tanyahumas.discord_app.splitting import clip
from tanyahumas.discord_app.texts import TEXTS, language_of
from tanyahumas.domain import Asker, Language, Release

log = logging.getLogger(__name__)
REASON_CHARACTERS = 1000
THREAD_MINUTES: Literal[1440] = 1440
MAX_PARAGRAPHS = 3


class Shelf(Protocol):
    """What the Discord app needs of the registry: releases, as far as somebody may see them."""

    def visible(self, ids: list[str], asker: Asker, now: dt.datetime) -> dict[str, Release]: ...

    def search_titles(
        self, prefix: str, asker: Asker, now: dt.datetime, limit: int
    ) -> tuple[Release, ...]: ...


class Presses:
    """Answers presses on buttons and forms that were sent."""

    def __init__(self, intake: Intake, desk: Desk, shelf: Shelf) -> None:
        self._intake = intake
        self._desk = desk
        self._shelf = shelf

    async def press(self, interaction: discord.Interaction[Any], key: Key) -> None:
        """A button: forms open at once, everything else is acknowledged first."""
        admission = await self._intake.admitted(interaction)
        if admission is None:
            return
        language = language_of("", str(interaction.locale))
        if key.act is Act.FOLLOW_UP:
            await gate.ask_form(interaction, _follow_up_form(key, language, self._longest))
            return
        if key.act is Act.UNHELPFUL:
            await gate.ask_form(interaction, _reason_form(key, language))
            await self._judge(key.ref, admission, helpful=False, reason="")
            return
        async with self._intake.in_flight():
            if await gate.acknowledge(interaction, private=True):
                reply = await self._reply(interaction, key, admission, language)
                await gate.deliver(interaction, reply, private=True)

    async def sent(self, interaction: discord.Interaction[Any], key: Key, text: str) -> None:
        """A form that was sent."""
        if key.act is Act.FOLLOW_UP_SENT:
            await self._follow_up(interaction, key, text)
            return
        admission = await self._intake.admitted(interaction)
        if admission is None:
            return
        async with self._intake.in_flight():
            if await gate.acknowledge(interaction, private=True):
                language = language_of("", str(interaction.locale))
                texts = TEXTS[language]
                stored = await self._judge(key.ref, admission, helpful=False, reason=text)
                said = (texts.thanks_reason if text.strip() else texts.thanks) if stored else texts.gone
                await gate.deliver(interaction, note(said, language), private=True)

    @property
    def _longest(self) -> int:
        return min(self._intake.settings.question_characters, 4000)

    async def _follow_up(self, interaction: discord.Interaction[Any], key: Key, text: str) -> None:
        async def context() -> Context:
            entry = await self._entry(key.ref)
            mine = entry is not None and entry.user == self._intake.flow.user(interaction.user.id)
            joins = entry is not None and (mine or not entry.private)
            return Context(parent=key.ref if joins else None)

        # A follow-up of a private answer stays private.
        await self._intake.interaction(interaction, Ask(text, key.number == PRIVATE, context))

    async def _reply(
        self, interaction: discord.Interaction[Any], key: Key, admission: Admission, language: Language
    ) -> Reply:
        entry = await self._entry(key.ref)
        if entry is None:
            return note(TEXTS[language].gone, language)
        if entry.private and entry.user != self._intake.flow.user(admission.visitor.user):
            return note(TEXTS[language].not_yours, language)
        texts, language = TEXTS[entry.language], entry.language
        if key.act is Act.HELPFUL:
            stored = await self._judge(key.ref, admission, helpful=True, reason="")
            return note(texts.thanks if stored else texts.gone, language)
        if key.act is Act.CONTACT:
            contact = escape(clip(one_line(self._intake.settings.contact), 300))
            said = texts.contact.format(contact=contact) if contact else texts.no_contact
            return note(said, language)
        if key.act is Act.THREAD:
            return await self._thread(interaction, entry)
        # Shown to one person only, but what they see is theirs only where the answer was.
        asker = asker_of(admission, entry.private)
        if key.act is Act.SOURCE:
            return await self._source(entry, key.number, asker)
        found = await self._visible(list(entry.related), asker)
        releases = [found[i] for i in entry.related if i in found]
        return listing(texts.related, releases, language) if releases else note(texts.no_related, language)

    async def _source(self, entry: Entry, number: int, asker: Asker) -> Reply:
        texts = TEXTS[entry.language]
        places = [place for place in entry.cited if place.number == number]
        release = None
        if places:
            release = (await self._visible([places[0].release_id], asker)).get(places[0].release_id)
        if release is None:
            return note(texts.source_hidden, entry.language)
        if release.content_hash != places[0].content_hash:
            return passage(number, release, [texts.source_changed], entry.language)
        spans = [(p.start, p.end) for p in places if p.start is not None and p.end is not None]
        paragraphs = [excerpt(release.text, *span) for span in spans[:MAX_PARAGRAPHS]]
        return passage(number, release, paragraphs, entry.language)

    async def _thread(self, interaction: discord.Interaction[Any], entry: Entry) -> Reply:
        texts, client = TEXTS[entry.language], interaction.client
        message = interaction.message
        guild = interaction.guild
        if message is None or guild is None or not isinstance(interaction.channel, discord.TextChannel):
            return note(texts.thread_refused, entry.language)
        existing = guild.get_thread(message.id)
        can = interaction.app_permissions
        if existing is None and not (can.create_public_threads and can.send_messages_in_threads):
            return note(texts.thread_refused, entry.language)
        try:
            thread = existing or await interaction.channel.create_thread(
                name=clip(texts.thread_name.format(question=one_line(entry.question)), 100),
                message=message,
                auto_archive_duration=THREAD_MINUTES,
            )
        except gate.TROUBLE as refused:
            log.info("thread not opened: %s", type(refused).__name__)
            return note(texts.thread_refused, entry.language)
        if existing is None and client.user is not None:
            hint = note(texts.thread_hint.format(mention=client.user.mention), entry.language)
            await gate.post(thread, hint)
        return note(texts.thread_opened.format(mention=thread.mention), entry.language)

    async def _entry(self, ref: str) -> Entry | None:
        return await self._intake.flow.read(partial(self._desk.question, ref), None)

    async def _visible(self, ids: list[str], asker: Asker) -> dict[str, Release]:
        now = dt.datetime.now(dt.UTC)
        return await self._intake.flow.read(partial(self._shelf.visible, ids, asker, now), {})

    async def _judge(self, ref: str, admission: Admission, helpful: bool, reason: str) -> bool:
        user = self._intake.flow.user(admission.visitor.user)
        opinion = Opinion(ref, user, helpful, reason[:REASON_CHARACTERS], dt.datetime.now(dt.UTC))
        return await self._intake.flow.read(partial(self._desk.judge, opinion), False)


def _reason_form(key: Key, language: Language) -> KeyForm:
    texts = TEXTS[language]
    target = Key(Act.REASON, key.ref)
    return KeyForm(target, texts.reason_title, texts.reason_label, REASON_CHARACTERS, required=False)


def _follow_up_form(key: Key, language: Language, longest: int) -> KeyForm:
    texts = TEXTS[language]
    target = Key(Act.FOLLOW_UP_SENT, key.ref, key.number)
    return KeyForm(target, texts.follow_up_title, texts.follow_up_label, longest, required=True)
