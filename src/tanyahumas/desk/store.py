"""The desk's memory: what was asked, what was answered, what people thought of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from tanyahumas.desk.entries import Cited, Entry, Opinion, State
from tanyahumas.desk.redaction import redact
from tanyahumas.desk.tables import audit, cited, messages, opinions, questions
from tanyahumas.domain import Turn
from tanyahumas.registry.database import Database

MAX_TURNS = 5


class Desk:
    """Reads and writes the desk's tables; thread-safe. Texts are redacted before they are stored.

    Every method raises RegistryError if the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, entry: Entry) -> None:
        """Store a question; a second time with the same `ref` changes nothing."""
        row = {name: getattr(entry, name) for name in Entry.__slots__ if name not in {"cited", "related"}}
        row |= {"question": redact(entry.question), "related": "\n".join(entry.related)}
        places = [
            {"ref": entry.ref, "position": n, **{name: getattr(c, name) for name in Cited.__slots__}}
            for n, c in enumerate(entry.cited)
        ]
        with self._database.write() as connection:
            if _exists(connection, entry.ref):
                return
            connection.execute(insert(questions), row)
            if places:
                connection.execute(insert(cited), places)

    def question(self, ref: str) -> Entry | None:
        """The entry of that name; None if it never was, or was forgotten."""
        with self._database.read() as connection:
            row = connection.execute(select(questions).where(questions.c.ref == ref)).mappings().first()
            if row is None:
                return None
            places = connection.execute(
                select(*(cited.c[name] for name in Cited.__slots__))
                .where(cited.c.ref == ref)
                .order_by(cited.c.position)
            ).all()
        fields = dict(row) | {
            "cited": tuple(Cited(*place) for place in places),
            "related": tuple(filter(None, row["related"].split("\n"))),
            "state": State(row["state"]),
        }
        return Entry(**fields)

    def turns(self, ref: str | None) -> tuple[Turn, ...]:
        """The conversation that ends with `ref`, oldest first, at most `MAX_TURNS`."""
        found: list[Turn] = []
        while ref and len(found) < MAX_TURNS and (entry := self.question(ref)):
            releases = tuple(dict.fromkeys(place.release_id for place in entry.cited))
            found.append(Turn(entry.question, releases))
            ref = entry.parent
        return tuple(reversed(found))

    def remember_message(self, message: str, ref: str) -> None:
        """Note that a message of the bot answers `ref`; forgotten questions are passed over."""
        with self._database.write() as connection:
            if _exists(connection, ref):
                connection.execute(delete(messages).where(messages.c.message == message))
                connection.execute(insert(messages), {"message": message, "ref": ref})

    def answered_by_message(self, message: str) -> str | None:
        """The question that a message of the bot answers."""
        with self._database.read() as connection:
            return connection.execute(select(messages.c.ref).where(messages.c.message == message)).scalar()

    def latest_in(self, place: str, since: dt.datetime) -> str | None:
        """The newest question asked in a thread or direct channel, private ones excepted."""
        with self._database.read() as connection:
            return connection.execute(
                select(questions.c.ref)
                .where(
                    questions.c.place == place,
                    questions.c.private.is_(False),
                    questions.c.asked_at >= since,
                )
                .order_by(questions.c.asked_at.desc())
                .limit(1)
            ).scalar()

    def judge(self, opinion: Opinion) -> bool:
        """Store a user's opinion in place of an earlier one; False if the question is gone."""
        row: dict[str, Any] = {name: getattr(opinion, name) for name in Opinion.__slots__}
        row["reason"] = redact(opinion.reason)
        with self._database.write() as connection:
            if not _exists(connection, opinion.ref):
                return False
            mine = (opinions.c.ref == opinion.ref) & (opinions.c.user == opinion.user)
            connection.execute(delete(opinions).where(mine))
            connection.execute(insert(opinions), row)
        return True

    def forget(self, user: str) -> int:
        """Delete everything a user asked or judged; how many rows that were."""
        with self._database.write() as connection:
            judged = connection.execute(delete(opinions).where(opinions.c.user == user)).rowcount
            return judged + _remove(connection, questions.c.user == user)

    def purge(self, before: dt.datetime) -> int:
        """Delete questions asked before a moment with all that belongs to them; how many."""
        with self._database.write() as connection:
            return _remove(connection, questions.c.asked_at < before)

    def audit(self, actor: str, guild: str | None, action: str, target: str, outcome: str) -> None:
        """Note what an operator did, now; never deleted."""
        row = {"actor": actor, "guild": guild, "action": action, "target": target[:200]}
        with self._database.write() as connection:
            now = dt.datetime.now(dt.UTC)
            connection.execute(insert(audit), row | {"at": now, "outcome": outcome[:1000]})


def _exists(connection: Connection, ref: str) -> bool:
    return connection.execute(select(questions.c.ref).where(questions.c.ref == ref)).first() is not None


def _remove(connection: Connection, which: Any) -> int:
    gone = select(questions.c.ref).where(which).scalar_subquery()
    connection.execute(update(questions).where(questions.c.parent.in_(gone)).values(parent=None))
    return int(connection.execute(delete(questions).where(which)).rowcount)
