"""What the log tells: top questions, unanswered ones, bad feedback, who cited a release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from tanyahumas.desk.entries import State
from tanyahumas.desk.tables import cited, opinions, questions
from tanyahumas.registry.database import Database


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures since a moment.

    `states` counts questions by how they ended; `top` and `unanswered` are (question, how
    often), most often first; `complaints` are (question, reason), newest first; milliseconds
    are those of answered questions, 0 if there are none.
    """

    since: dt.datetime
    users: int
    states: dict[str, int]
    top: tuple[tuple[str, int], ...]
    unanswered: tuple[tuple[str, int], ...]
    helpful: int
    unhelpful: int
    complaints: tuple[tuple[str, str], ...]
    median_milliseconds: int
    p95_milliseconds: int

    @property
    def asked(self) -> int:
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class CitingAnswer:
    """A past answer that cited a release, in the version of `content_hash`."""

    ref: str
    asked_at: dt.datetime
    question: str
    content_hash: str


def read_stats(database: Database, since: dt.datetime, limit: int = 10) -> Stats:
    """The figures of questions asked since a moment; private questions count but are not shown.

    Raises:
        RegistryError: the database cannot be used.
    """
    recent = questions.c.asked_at >= since
    shown = recent & questions.c.private.is_(False)
    with database.read() as connection:
        states = connection.execute(
            select(questions.c.state, func.count()).where(recent).group_by(questions.c.state)
        ).all()
        users = connection.execute(select(func.count(questions.c.user.distinct())).where(recent)).scalar()
        times = connection.execute(
            select(questions.c.milliseconds).where(recent, questions.c.state == State.ANSWERED)
        ).scalars()
        asked = select(func.min(questions.c.question), func.count().label("often")).where(shown)
        by_text = func.lower(questions.c.question)
        ranked = asked.group_by(by_text).order_by(func.count().desc(), by_text).limit(limit)
        top = connection.execute(ranked).all()
        unanswered = connection.execute(ranked.where(questions.c.state == State.NOT_FOUND)).all()
        judged = connection.execute(
            select(opinions.c.helpful, func.count())
            .where(opinions.c.at >= since)
            .group_by(opinions.c.helpful)
        ).all()
        complaints = connection.execute(
            select(questions.c.question, opinions.c.reason)
            .join(questions, questions.c.ref == opinions.c.ref)
            .where(opinions.c.at >= since, opinions.c.helpful.is_(False), questions.c.private.is_(False))
            .order_by(opinions.c.at.desc())
            .limit(limit)
        ).all()
        latencies = sorted(times)
    votes = {bool(row[0]): int(row[1]) for row in judged}
    return Stats(
        since=since,
        users=int(users or 0),
        states={str(row[0]): int(row[1]) for row in states},
        top=_pairs(top),
        unanswered=_pairs(unanswered),
        helpful=votes.get(True, 0),
        unhelpful=votes.get(False, 0),
        complaints=tuple((str(row[0]), str(row[1])) for row in complaints),
        median_milliseconds=_quantile(latencies, 0.5),
        p95_milliseconds=_quantile(latencies, 0.95),
    )


def answers_citing(database: Database, release_id: str, limit: int = 50) -> tuple[CitingAnswer, ...]:
    """Past answers that cited a release, newest first: whom a withdrawal or correction concerns.

    Raises:
        RegistryError: the database cannot be used.
    """
    with database.read() as connection:
        rows = connection.execute(
            select(questions.c.ref, questions.c.asked_at, questions.c.question, cited.c.content_hash)
            .join(cited, cited.c.ref == questions.c.ref)
            .where(cited.c.release_id == release_id)
            .distinct()
            .order_by(questions.c.asked_at.desc())
            .limit(limit)
        ).all()
    return tuple(CitingAnswer(row[0], row[1], row[2], row[3]) for row in rows)


def _pairs(rows: Iterable[Any]) -> tuple[tuple[str, int], ...]:
    return tuple((str(row[0]), int(row[1])) for row in rows)


def _quantile(ordered: Sequence[int], share: float) -> int:
    """The smallest value with at least `share` of the values at or below it (nearest rank)."""
    if not ordered:
        return 0
    rank = max(1, -(-round(share * len(ordered) * 1000) // 1000))
    return ordered[min(rank, len(ordered)) - 1]
