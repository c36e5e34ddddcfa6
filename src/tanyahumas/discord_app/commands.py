"""The commands that everybody may use."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace
from functools import partial
from typing import Any

import discord
from discord import app_commands

from tanyahumas.discord_app import gate
from tanyahumas.discord_app.access import asker_of
from tanyahumas.discord_app.asks import Ask, Context
from tanyahumas.discord_app.escaping import one_line
from tanyahumas.discord_app.failures import explain
from tanyahumas.discord_app.intake import Intake
from tanyahumas.discord_app.presses import Shelf
from tanyahumas.discord_app.replies import note
from tanyahumas.discord_app.splitting import clip
from tanyahumas.discord_app.texts import TEXTS, language_of, say_date
from tanyahumas.domain import EVERYTHING, Asker, Release, Scope
from tanyahumas.language.typed_dates import read_date

log = logging.getLogger(__name__)
OFFERED = 25
CHOICE_CHARACTERS = 100


class Catalogue:
    """Finds releases by what somebody types."""

    def __init__(self, intake: Intake, shelf: Shelf) -> None:
        self._intake = intake
        self._shelf = shelf

    async def suggest(self, interaction: discord.Interaction[Any], typed: str, private: bool) -> None:
        """Offer titles; those of limited audiences only where the reply will be private."""
        asker = self._asker(interaction, private)
        found = await self._titled(typed, asker) if asker else ()
        names = {
            release.id: clip(f"{one_line(release.title)} · {say_date(release.date, release.language)}", 100)
            for release in found
            if len(release.id) <= CHOICE_CHARACTERS
        }
        await gate.suggest(interaction, names)

    async def find(self, interaction: discord.Interaction[Any], chosen: str, private: bool) -> Release | None:
        """The release of that id, or the only one with such a title."""
        asker = self._asker(interaction, private)
        if asker is None:
            return None
        now = dt.datetime.now(dt.UTC)
        nothing: dict[str, Release] = {}
        found = await self._intake.flow.read(partial(self._shelf.visible, [chosen], asker, now), nothing)
        if chosen in found:
            return found[chosen]
        titled = await self._titled(chosen, asker)
        return titled[0] if len(titled) == 1 else None

    def _asker(self, interaction: discord.Interaction[Any], private: bool) -> Asker | None:
        admission = self._intake.admission(interaction)
        if admission is None:
            return None
        return asker_of(admission, private)

    async def _titled(self, typed: str, asker: Asker) -> tuple[Release, ...]:
        now = dt.datetime.now(dt.UTC)
        search = partial(self._shelf.search_titles, typed[:100], asker, now, OFFERED)
        return await self._intake.flow.read(search, ())


def add_commands(tree: app_commands.CommandTree[Any], intake: Intake, catalogue: Catalogue) -> None:
    """Put `/tanya`, `/privasi` and the message command into the tree."""

    @tree.command(name="tanya", description="Tanyakan isi siaran pers; dijawab dengan kutipan dan sumbernya")
    @app_commands.rename(
        question="pertanyaan", since="dari", until="sampai", release="rilis", private="pribadi"
    )
    @app_commands.describe(
        question="Apa yang ingin Anda ketahui?",
        since="Hanya rilis sejak tanggal ini, mis. 17/10/2023 atau 2023",
        until="Hanya rilis sampai tanggal ini",
        release="Hanya rilis ini",
        private="Jawaban hanya terlihat oleh Anda",
    )
    async def ask(
        interaction: discord.Interaction[Any],
        question: app_commands.Range[str, 1, 6000],
        since: app_commands.Range[str, 4, 10] | None = None,
        until: app_commands.Range[str, 4, 10] | None = None,
        release: app_commands.Range[str, 1, 100] | None = None,
        private: bool = False,
    ) -> None:
        texts = TEXTS[language_of(question, str(interaction.locale))]
        if (scope := _dates(since, until)) is None:
            await _remark(interaction, texts.bad_date)
            return

        async def context() -> Context | None:
            if release is None:
                return Context(scope=scope)
            found = await catalogue.find(interaction, release, private)
            return Context(scope=replace(scope, release_id=found.id)) if found else None

        await intake.interaction(interaction, Ask(question, private, context))

    @ask.autocomplete("release")
    async def releases(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        private = bool(getattr(interaction.namespace, "pribadi", False))
        await catalogue.suggest(interaction, typed, private)
        return []

    @tree.context_menu(name="Tanya tentang pesan ini")
    async def about(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        # Private: the message is somebody else's, and the channel did not ask.
        await intake.interaction(interaction, Ask(message.content.strip(), private=True))

    tree.add_command(_privacy(intake))


def _privacy(intake: Intake) -> app_commands.Group:
    group = app_commands.Group(name="privasi", description="Catatan tentang pertanyaan Anda")

    @group.command(name="hapus", description="Hapus semua pertanyaan dan penilaian Anda dari catatan")
    async def forget(interaction: discord.Interaction[Any]) -> None:
        language = language_of("", str(interaction.locale))
        if not await gate.acknowledge(interaction, private=True):
            return
        try:
            count = await intake.forget(interaction.user.id)
            reply = note(TEXTS[language].forgotten.format(count=count), language)
        except Exception as error:
            reply = explain(error, language)
        await gate.deliver(interaction, reply, private=True)

    @group.command(name="info", description="Apa yang disimpan dan berapa lama")
    async def info(interaction: discord.Interaction[Any]) -> None:
        texts = TEXTS[language_of("", str(interaction.locale))]
        await _remark(interaction, texts.privacy.format(days=intake.settings.discord_log_days))

    return group


def _dates(since: str | None, until: str | None) -> Scope | None:
    """The dates as typed; None if one cannot be read."""
    first = read_date(since, end=False) if since else None
    last = read_date(until, end=True) if until else None
    if (since and first is None) or (until and last is None):
        return None
    return replace(EVERYTHING, since=first, until=last)


async def _remark(interaction: discord.Interaction[Any], text: str) -> None:
    await gate.respond(interaction, note(text, language_of("", str(interaction.locale))))
