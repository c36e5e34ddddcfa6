"""From a question to a recorded answer; knows nothing of Discord's library."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from tanyahumas.assistant import Asking, OnProgress
from tanyahumas.desk import Desk, Entry, State
from tanyahumas.desk.entries import cited_of, new_ref, related_of
from tanyahumas.desk.pseudonyms import Pseudonyms
from tanyahumas.discord_app.failures import explain
from tanyahumas.discord_app.replies import Reply, reply_to
from tanyahumas.discord_app.worker import Worker
from tanyahumas.domain import Answer, Asker, Language, Scope
from tanyahumas.errors import TanyahumasError

log = logging.getLogger(__name__)
T = TypeVar("T")
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question with all that decides its answer; `language` is that of remarks."""

    question: str
    language: Language
    asker: Asker
    user: int
    guild: int | None
    place: int
    private: bool
    parent: str | None
    scope: Scope


@dataclass(frozen=True, slots=True)
class Outcome:
    """The reply, and the entry that its buttons lead to; None if nothing was recorded."""

    reply: Reply
    entry: Entry | None


class Flow:
    """Asks in the worker's threads and records in the desk's; both off the event loop."""

    def __init__(
        self, asking: Asking, desk: Desk, pseudonyms: Pseudonyms, worker: Worker, clerk: Worker, contact: str
    ) -> None:
        self._asking = asking
        self._desk = desk
        self._pseudonyms = pseudonyms
        self._worker = worker
        self.clerk = clerk
        self._contact = contact

    def user(self, user: int) -> str:
        """The pseudonym under which a user's rows stand."""
        return self._pseudonyms.of(user)

    async def answer(self, inquiry: Inquiry, on_progress: OnProgress | None = None) -> Outcome:
        """Answer and record; every error ends as a friendly reply. `on_progress`: see `Asking.ask`."""
        started = dt.datetime.now(dt.UTC)
        try:
            history = await self.read(partial(self._desk.turns, inquiry.parent), ())
            answer = await self._worker.run(
                lambda: self._asking.ask(inquiry.question, inquiry.asker, history, inquiry.scope, on_progress)
            )
            reply = reply_to(answer, self._contact)
        except Exception as error:
            return Outcome(explain(error, inquiry.language), await self._record(inquiry, None, started))
        return Outcome(reply, await self._record(inquiry, answer, started))

    async def read(self, call: Callable[[], T], default: D) -> T | D:
        """A call to the desk; `default` if its database fails, which must not stop an answer."""
        try:
            return await self.clerk.run(call)
        except TanyahumasError as error:
            log.warning("the desk does not work: %s", error)
            return default

    async def _record(self, inquiry: Inquiry, answer: Answer | None, started: dt.datetime) -> Entry | None:
        state = State.FAILED if answer is None else State.ANSWERED if answer.found else State.NOT_FOUND
        entry = Entry(
            ref=new_ref(),
            asked_at=started,
            user=self.user(inquiry.user),
            guild=None if inquiry.guild is None else str(inquiry.guild),
            place=str(inquiry.place),
            parent=inquiry.parent,
            private=inquiry.private,
            question=inquiry.question,
            language=answer.language if answer else inquiry.language,
            state=state,
            answered_by=answer.answered_by.value if answer else "",
            milliseconds=int((dt.datetime.now(dt.UTC) - started).total_seconds() * 1000),
            cited=cited_of(answer) if answer else (),
            related=related_of(answer) if answer else (),
        )
        log.info("question %s %s in %d ms", entry.ref, state, entry.milliseconds)
        return entry if await self.read(lambda: self._store(entry), False) and answer else None

    def _store(self, entry: Entry) -> bool:
        self._desk.record(entry)
        return True
