"""Changes that an operator makes: withdraw, restore, embargo, supersede; each with its history."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sqlalchemy import Connection, insert, select, update

from tanyahumas.domain import Status
from tanyahumas.errors import RegistryError, UnknownReleaseError
from tanyahumas.registry.rows import plain
from tanyahumas.registry.schema import history, releases


def row_of(connection: Connection, id_: str) -> Any:
    """The row of one release, removed ones included.

    Raises:
        UnknownReleaseError: there never was such a release.
    """
    row = connection.execute(select(releases).where(releases.c.id == id_)).first()
    if row is None:
        raise unknown(id_)
    return row


def unknown(id_: str) -> UnknownReleaseError:
    """The error for an id that no release has."""
    return UnknownReleaseError(f"no release has the id `{id_}`", "tanyahumas releases list")


def change(
    connection: Connection,
    id_: str,
    action: str,
    actor: str,
    now: dt.datetime,
    new: dict[str, Any],
    reason: str = "",
) -> bool:
    """Set columns of one release and write it down; False when they were so already.

    Raises:
        UnknownReleaseError: there never was such a release.
    """
    row = row_of(connection, id_)
    new = {key: value for key, value in new.items() if getattr(row, key) != value}
    if not new:
        return False
    connection.execute(update(releases).where(releases.c.id == id_).values(**new, updated=now))
    before = plain({key: getattr(row, key) for key in new})
    details: dict[str, Any] = {key: [before[key], after] for key, after in plain(new).items()}
    if reason:
        details["reason"] = reason
    connection.execute(
        insert(history).values(
            at=now,
            actor=actor,
            action=action,
            release_id=id_,
            details=json.dumps(details, ensure_ascii=False),
        )
    )
    return True


def supersede(connection: Connection, old: str, new: str, actor: str, now: dt.datetime, reason: str) -> bool:
    """Let the release `new` supersede `old`; False when it did so already.

    Raises:
        UnknownReleaseError: one of them is not known.
        RegistryError: they are the same, or `old` already supersedes `new`.
    """
    if old == new or row_of(connection, old).supersedes == new:
        raise RegistryError(f"`{new}` cannot supersede `{old}`: they would supersede each other")
    linked = change(connection, new, "supersede", actor, now, {"supersedes": old}, reason)
    marked = change(connection, old, "superseded", actor, now, {"status": Status.SUPERSEDED.value}, reason)
    return linked or marked
