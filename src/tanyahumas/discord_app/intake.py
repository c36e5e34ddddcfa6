"""Questions as they come in: by command, form or message; checked, acknowledged, answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import Any

import discord

from tanyahumas.assistant import OnProgress
from tanyahumas.config import Settings
from tanyahumas.desk import Desk
from tanyahumas.desk.budget import BudgetError, Budgets
from tanyahumas.discord_app import gate
from tanyahumas.discord_app.access import Admission, Refused, admit, asker_of
from tanyahumas.discord_app.asks import Ask, Context, says_something
from tanyahumas.discord_app.failures import explain, refuse
from tanyahumas.discord_app.flow import Flow, Inquiry, Outcome
from tanyahumas.discord_app.guilds import GuildBook
from tanyahumas.discord_app.once import Seen, Told
from tanyahumas.discord_app.replies import Reply, note, preview
from tanyahumas.discord_app.streaming import Interim, interim
from tanyahumas.discord_app.texts import TEXTS, language_of
from tanyahumas.discord_app.typing_sign import typing_sign
from tanyahumas.discord_app.views import Offer
from tanyahumas.discord_app.visitors import visitor_of
from tanyahumas.domain import Language

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 30.0
TELLING_SECONDS = 2.0


class Intake:
    """Lets questions in, keeps count of running answers, closes the door at the end."""

    def __init__(self, settings: Settings, book: GuildBook, budgets: Budgets, flow: Flow, desk: Desk) -> None:
        self.settings = settings
        self.book = book
        self.flow = flow
        self.desk = desk
        self._budgets = budgets
        self._seen = Seen()
        self._told = Told()
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._given_up = asyncio.Event()
        self.stopping = False

    @property
    def running(self) -> int:
        """Answers under way."""
        return self._running

    async def interaction(self, interaction: discord.Interaction[Any], ask: Ask) -> None:
        """Answer a question asked by command or form. Nothing slow happens before the
        acknowledgement."""
        admission = await self.admitted(interaction, ask.question)
        if admission is None or self._seen.before(interaction.id):
            return
        language = self.language(ask.question, interaction, admission)
        if refusal := self.refusal(ask.question, language):
            await gate.respond(interaction, refusal)
            return
        try:
            with self._spend(admission):
                async with self.in_flight():
                    if await gate.acknowledge(interaction, ask.private):
                        await self._answer_interaction(interaction, ask, admission, language)
        except BudgetError as spent:
            await gate.respond(interaction, explain(spent, language))

    async def message(self, message: discord.Message, ask: Ask, admission: Admission) -> None:
        """Answer a question asked by mention, reply or direct message."""
        if self._seen.before(message.id):
            return
        language = language_of(ask.question, admission.rules.language or "")
        refusal = self.refusal(ask.question, language)
        try:
            with self._spend(admission):
                async with self.in_flight():
                    outcome = Outcome(refusal, None) if refusal else None
                    if outcome is None:
                        async with typing_sign(message.channel):
                            outcome = await self._outcome(ask, admission, language)
                    offer = self.offer(outcome, thread=isinstance(message.channel, discord.TextChannel))
                    await self._remember(await gate.reply_to_message(message, outcome.reply, offer), outcome)
        except BudgetError as spent:
            # Told once a while: answering every message of a flood would be a flood itself.
            if self._told.now(admission.visitor.user):
                await gate.reply_to_message(message, explain(spent, language))

    async def admitted(self, interaction: discord.Interaction[Any], text: str = "") -> Admission | None:
        """The rights of who acts; None after telling them why they have none."""
        admission = admit(visitor_of(interaction), self.book)
        if isinstance(admission, Refused):
            language = language_of(text, str(interaction.locale))
            await gate.respond(interaction, refuse(admission, language))
            return None
        return admission

    def admission(self, interaction: discord.Interaction[Any]) -> Admission | None:
        """The rights of who acts, told to nobody."""
        admission = admit(visitor_of(interaction), self.book)
        return None if isinstance(admission, Refused) else admission

    async def forget(self, user: int) -> int:
        """Delete a person's rows; how many. Raises RegistryError if the database fails."""
        return await self.flow.clerk.run(partial(self.desk.forget, self.flow.user(user)))

    def language(self, text: str, interaction: discord.Interaction[Any], admission: Admission) -> Language:
        """The language for remarks: of the text, else of the client, else of the server."""
        return language_of(text, str(interaction.locale or admission.rules.language or ""))

    def refusal(self, question: str, language: Language) -> Reply | None:
        """Why a question is not even looked at, if so."""
        texts = TEXTS[language]
        if self.stopping:
            return note(texts.stopping, language)
        if not says_something(question):
            return note(texts.empty_question, language)
        if len(question) > self.settings.question_characters:
            return note(texts.long_question.format(limit=self.settings.question_characters), language)
        return None

    def offer(self, outcome: Outcome, thread: bool) -> Offer | None:
        """The buttons under an answer; none under a remark."""
        entry = outcome.entry
        if entry is None:
            return None
        return Offer(
            entry.ref,
            entry.private,
            entry.language,
            related=bool(entry.related),
            contact=bool(self.settings.contact),
            thread=thread and not entry.private,
        )

    async def drain(self, seconds: float) -> None:
        """Take no more questions and wait for answers under way, at most `seconds`; then tell
        those who still wait to ask again."""
        self.stopping = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)
        if self._running:
            log.warning("%d answers did not end in time", self._running)
            self._given_up.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), TELLING_SECONDS)

    @asynccontextmanager
    async def in_flight(self) -> AsyncIterator[None]:
        """What runs inside is waited for at the end."""
        self._running += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def _answer_interaction(
        self, interaction: discord.Interaction[Any], ask: Ask, admission: Admission, language: Language
    ) -> None:
        async with interim(partial(gate.show, interaction)) as shown:
            tell = partial(_tell_progress, shown, language)
            answering = asyncio.ensure_future(self._outcome(ask, admission, language, tell))
            done, _ = await asyncio.wait({answering}, timeout=PATIENCE_SECONDS)
            if not done:
                shown.remind(note(TEXTS[language].still_looking, language))
            outcome = await answering
        offer = self.offer(outcome, thread=isinstance(interaction.channel, discord.TextChannel))
        await self._remember(await gate.deliver(interaction, outcome.reply, ask.private, offer), outcome)

    async def _outcome(
        self, ask: Ask, admission: Admission, language: Language, on_progress: OnProgress | None = None
    ) -> Outcome:
        """The answer, or at the end of the grace period that the bot is restarting."""
        context = await ask.context()
        if context is None:
            return Outcome(note(TEXTS[language].unknown_release, language), None)
        inquiry = _inquiry(ask, context, admission, language)
        answering = asyncio.ensure_future(self.flow.answer(inquiry, on_progress))
        given_up = asyncio.ensure_future(self._given_up.wait())
        await asyncio.wait({answering, given_up}, return_when=asyncio.FIRST_COMPLETED)
        given_up.cancel()
        if answering.done():
            return answering.result()
        answering.cancel()
        return Outcome(note(TEXTS[language].stopping, language), None)

    async def _remember(self, messages: list[str], outcome: Outcome) -> None:
        for message in messages if outcome.entry else ():
            assert outcome.entry is not None
            await self.flow.read(partial(self.desk.remember_message, message, outcome.entry.ref), None)

    @contextmanager
    def _spend(self, admission: Admission) -> Iterator[None]:
        user = f"{admission.visitor.guild or ''}:{admission.visitor.user}"
        with self._budgets.spend(user, admission.rules.user_hourly):
            yield


def _tell_progress(shown: Interim, language: Language, text: str) -> None:
    """Called in the answering thread."""
    shown.say(preview(text, language))


def _inquiry(ask: Ask, context: Context, admission: Admission, language: Language) -> Inquiry:
    visitor = admission.visitor
    return Inquiry(
        question=ask.question,
        language=language,
        asker=asker_of(admission, ask.private),
        user=visitor.user,
        guild=visitor.guild,
        place=visitor.channel,
        private=ask.private,
        parent=context.parent,
        scope=context.scope,
    )
