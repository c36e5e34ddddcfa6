"""`/humas …`: what officers of the PR office may do."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import discord
from discord import app_commands

from tanyahumas.discord_app import gate
from tanyahumas.discord_app.access import Admission
from tanyahumas.discord_app.commands import Catalogue
from tanyahumas.discord_app.escaping import escape, one_line
from tanyahumas.discord_app.failures import explain
from tanyahumas.discord_app.intake import Intake
from tanyahumas.discord_app.officer_texts import OFFICER_TEXTS, OfficerTexts
from tanyahumas.discord_app.operations import Operations, read_moment
from tanyahumas.discord_app.replies import note
from tanyahumas.discord_app.splitting import clip, escaped_pieces
from tanyahumas.discord_app.texts import TEXTS, language_of
from tanyahumas.discord_app.worker import Worker
from tanyahumas.errors import UnknownReleaseError

log = logging.getLogger(__name__)
PROGRESS_SECONDS = 5.0
# An interaction's token dies after fifteen minutes.
PROGRESS_ENDS = 14 * 60
Interaction = discord.Interaction[Any]


class Officers:
    """Checks, does, audits and announces the officers' acts."""

    def __init__(self, intake: Intake, operations: Operations) -> None:
        self._intake = intake
        self._operations = operations
        self._worker = Worker(1, 20)
        self._reindexing = asyncio.Lock()

    async def act(
        self, interaction: Interaction, action: str, target: str, do: Callable[[], Awaitable[str]]
    ) -> None:
        """Acknowledge privately, check the role, do it, write it down, show the outcome."""
        admission = await self._intake.admitted(interaction)
        if admission is None:
            return
        language = language_of("", str(interaction.locale))
        if not admission.officer:
            await gate.respond(interaction, note(TEXTS[language].officers_only, language))
            await self._audit(admission, action, target, "refused")
            return
        if not await gate.acknowledge(interaction, private=True):
            return
        async with self._intake.in_flight():
            try:
                said = await do()
                outcome = "done"
            except UnknownReleaseError:
                said, outcome = TEXTS[language].unknown_release, "unknown release"
            except Exception as error:
                reply = explain(error, language)
                said, outcome = reply.pages[0].blocks[0].markdown, f"failed: {type(error).__name__}"
            await self._audit(admission, action, target, outcome)
            await gate.deliver(interaction, note(said, language), private=True)
        if action not in {"status", "statistics"}:
            await self._announce(interaction, admission, action, target, outcome)

    async def status(self, interaction: Interaction) -> str:
        client, texts = interaction.client, _texts(interaction)
        status = await self._worker.run(self._operations.status)
        indexed = f"{status.indexed:%Y-%m-%d %H:%M} WIB" if status.indexed else "-"
        lines = [
            texts.releases.format(count=status.releases, newest=status.newest or "-"),
            texts.index.format(when=indexed),
            *(texts.damaged.format(what=_shown(problem)) for problem in status.problems),
            texts.servers.format(count=len(client.guilds), latency=round(client.latency * 1000)),
            texts.running.format(count=self._intake.running - 1),
        ]
        return "\n".join([*lines, texts.reindexing] if self._reindexing.locked() else lines)

    async def statistics(self, interaction: Interaction, days: int) -> str:
        language = language_of("", str(interaction.locale))
        lines = await self._worker.run(partial(self._operations.statistics, days, language))
        return escaped_pieces("\n".join(lines), 3500)[0]

    async def reindex(self, interaction: Interaction) -> str:
        """Run in the background; the deferred reply shows how it goes."""
        texts = _texts(interaction)
        if self._reindexing.locked():
            return texts.reindex_runs
        async with self._reindexing:
            seen: list[str] = []
            work = asyncio.ensure_future(asyncio.to_thread(self._operations.reindex, seen.append))
            started = time.monotonic()
            while not work.done():
                await asyncio.wait({work}, timeout=PROGRESS_SECONDS)
                if seen and not work.done() and time.monotonic() - started < PROGRESS_ENDS:
                    line = texts.reindex_line.format(line=_shown(seen[-1]))
                    await gate.deliver(interaction, note(line, "id"), private=True)
            return texts.reindex_done.format(line=_shown(await work))

    async def withdraw(self, interaction: Interaction, release: str, reason: str) -> str:
        texts = _texts(interaction)
        call = partial(self._operations.withdraw, release, _actor(interaction), reason)
        said = texts.withdrawn if await self._worker.run(call) else texts.withdrawn_before
        return said.format(release=escape(release))

    async def restore(self, interaction: Interaction, release: str) -> str:
        texts = _texts(interaction)
        call = partial(self._operations.restore, release, _actor(interaction))
        said = texts.restored if await self._worker.run(call) else texts.unchanged
        return said.format(release=escape(release))

    async def embargo(self, interaction: Interaction, release: str, until: str) -> str:
        texts = _texts(interaction)
        lifted = until.strip() in {"-", "cabut"}
        moment = None if lifted else read_moment(until)
        if moment is None and not lifted:
            return texts.bad_moment
        await self._worker.run(partial(self._operations.embargo, release, moment, _actor(interaction)))
        if moment is None:
            return texts.lifted.format(release=escape(release))
        return texts.embargoed.format(release=escape(release), moment=int(moment.timestamp()))

    def close(self) -> None:
        self._worker.close()

    async def _audit(self, admission: Admission, action: str, target: str, outcome: str) -> None:
        actor, guild = str(admission.visitor.user), str(admission.visitor.guild or "")
        log.info("operator action %s: %s", action, outcome)
        call = partial(self._intake.desk.audit, actor, guild, action, target, outcome)
        await self._intake.flow.read(call, None)

    async def _announce(
        self, interaction: Interaction, admission: Admission, action: str, target: str, outcome: str
    ) -> None:
        if admission.rules.officers_channel is None or interaction.guild is None:
            return
        channel = interaction.guild.get_channel(admission.rules.officers_channel)
        me = interaction.guild.me
        if not isinstance(channel, discord.TextChannel) or not channel.permissions_for(me).send_messages:
            log.warning("the officers' channel cannot be written")
            return
        line = f"{escape(interaction.user.display_name)}: {action} {escape(target)} → {outcome}"
        await gate.post(channel, note(line, "id"))


def _texts(interaction: Interaction) -> OfficerTexts:
    return OFFICER_TEXTS[language_of("", str(interaction.locale))]


def _actor(interaction: Interaction) -> str:
    return f"discord:{interaction.user.id}"


def _shown(line: str) -> str:
    return escape(clip(one_line(line), 500))


def add_officer_commands(
    tree: app_commands.CommandTree[Any], officers: Officers, catalogue: Catalogue
) -> None:
    """Put `/humas` into the tree; Discord hides it from who may not manage the server."""
    group = app_commands.Group(
        name="humas",
        description="Perintah petugas Humas",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    @group.command(name="status", description="Keadaan rilis, indeks dan bot")
    async def status(interaction: Interaction) -> None:
        await officers.act(interaction, "status", "", partial(officers.status, interaction))

    @group.command(name="statistik", description="Pertanyaan dan penilaian")
    @app_commands.rename(days="hari")
    @app_commands.describe(days="Berapa hari ke belakang")
    async def statistics(interaction: Interaction, days: app_commands.Range[int, 1, 365] = 30) -> None:
        call = partial(officers.statistics, interaction, days)
        await officers.act(interaction, "statistics", str(days), call)

    @group.command(name="reindex", description="Baca ulang korpus dan perbarui indeks")
    async def reindex(interaction: Interaction) -> None:
        await officers.act(interaction, "reindex", "", partial(officers.reindex, interaction))

    @group.command(name="tarik", description="Tarik sebuah rilis; berlaku seketika")
    @app_commands.rename(release="rilis", reason="alasan")
    @app_commands.describe(release="Judul atau id rilis", reason="Dicatat dalam riwayat rilis")
    async def withdraw(
        interaction: Interaction,
        release: app_commands.Range[str, 1, 100],
        reason: app_commands.Range[str, 0, 300] = "",
    ) -> None:
        call = partial(officers.withdraw, interaction, release, reason)
        await officers.act(interaction, "withdraw", release, call)

    @group.command(name="pulihkan", description="Batalkan penarikan sebuah rilis")
    @app_commands.rename(release="rilis")
    @app_commands.describe(release="Id rilis")
    async def restore(interaction: Interaction, release: app_commands.Range[str, 1, 100]) -> None:
        call = partial(officers.restore, interaction, release)
        await officers.act(interaction, "restore", release, call)

    @group.command(name="embargo", description="Tahan sebuah rilis sampai waktu tertentu")
    @app_commands.rename(release="rilis", until="sampai")
    @app_commands.describe(release="Judul atau id rilis", until="mis. 2024-05-01 10:00 (WIB); `-` mencabut")
    async def embargo(
        interaction: Interaction,
        release: app_commands.Range[str, 1, 100],
        until: app_commands.Range[str, 1, 20],
    ) -> None:
        call = partial(officers.embargo, interaction, release, until)
        await officers.act(interaction, "embargo", release, call)

    @withdraw.autocomplete("release")
    @embargo.autocomplete("release")
    async def releases(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        await catalogue.suggest(interaction, typed, private=True)
        return []

    tree.add_command(group)
