"""The registry as the other rooms see it; thread-safe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanyahumas.domain import Release, Status
from tanyahumas.registry import feeds, lifecycle, near, syncing, vectors
from tanyahumas.registry.database import Database
from tanyahumas.registry.migrate import bring_up_to_date
from tanyahumas.registry.outcomes import SyncReport
from tanyahumas.registry.views import Views


def open_registry(url: str) -> Registry:
    """Open the registry at a SQLAlchemy URL, creating or migrating its tables when needed.

    Raises:
        RegistryError: it cannot be opened or written, is damaged, or newer than this program.
    """
    database = Database(url)
    bring_up_to_date(database)
    return Registry(database)


class Registry(Views):
    """Every release, its versions and its life; see `open_registry`.

    Every method raises RegistryError when the database cannot be used. Times must be aware.
    """

    def close(self) -> None:
        """Give back all connections; the registry must not be used any more."""
        self._database.engine.dispose()

    def store_vectors(self, fingerprint: str, made: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep vectors for `cached_vectors`."""
        with self._database.write() as connection:
            vectors.store(connection, fingerprint, made)

    def sync(
        self,
        incoming: Sequence[Release],
        scope: str,
        actor: str,
        now: dt.datetime,
        copies: Iterable[tuple[str, str]] = (),
        gone: Collection[str] | None = None,
    ) -> SyncReport:
        """Make the registry agree with everything read under the absolute path `scope`.

        Releases whose sources under `scope` are all gone are removed (their history stays);
        those of other scopes stay. `copies` are further sources as (release id, source). What an
        operator set (a withdrawal, say) stays until the source itself declares something else.
        With `gone`, only part of the scope was read, and just those sources are gone. Then
        near-duplicates are linked.
        """
        with self._database.write() as connection:
            report = syncing.sync(connection, incoming, copies, scope, actor, now, gone)
        near.refresh(self._database, None if gone is None else {*report.added, *report.changed})
        return report

    def link_near_duplicates(self) -> int:
        """Link what no sync has linked yet, such as the first time after an upgrade; returns how many."""
        return near.refresh(self._database)

    # What importing remembers

    def feed_stamps(self, feed: str) -> dict[str, str]:
        """A stamp for each item of a feed that was imported before."""
        with self._database.read() as connection:
            return feeds.stamps(connection, feed)

    def feed_state(self, feed: str) -> dict[str, str]:
        """What the site said about its listing; empty for an unknown feed."""
        with self._database.read() as connection:
            return feeds.state(connection, feed)

    def feed_pages(self, feed: str) -> dict[str, tuple[str | None, dt.date | None]]:
        """Address and day of publication of what a feed gave, by source; what was removed is absent."""
        with self._database.read() as connection:
            return feeds.pages(connection, feed)

    def note_feed(
        self, feed: str, stamps: Mapping[str, str], gone: Collection[str], state: Mapping[str, str] | None
    ) -> None:
        """Keep stamps, forget items, and replace the state unless it is None."""
        with self._database.write() as connection:
            feeds.note(connection, feed, stamps, gone, state)

    def known_as(self, urls: Collection[str], content_hashes: Collection[str]) -> dict[str, str]:
        """Ids by address and by content hash, of those that some release has."""
        with self._database.read() as connection:
            return feeds.known_as(connection, urls, content_hashes)

    # What operators do

    def set_status(self, id_: str, status: Status, actor: str, now: dt.datetime, reason: str = "") -> bool:
        """Set a status; False when it was so already. So do all the following.

        Raises:
            UnknownReleaseError: there never was such a release.
        """
        return self._change(id_, "status", actor, now, {"status": status.value}, reason)

    def withdraw(self, id_: str, actor: str, now: dt.datetime, reason: str = "") -> bool:
        """Let nobody see the release from now on, in every process."""
        return self._change(id_, "withdraw", actor, now, {"status": Status.WITHDRAWN.value}, reason)

    def restore(self, id_: str, actor: str, now: dt.datetime, reason: str = "") -> bool:
        """Undo a withdrawal."""
        return self._change(id_, "restore", actor, now, {"status": Status.PUBLISHED.value}, reason)

    def embargo(
        self, id_: str, until: dt.datetime | None, actor: str, now: dt.datetime, reason: str = ""
    ) -> bool:
        """Let nobody see the release before `until`; None lifts the embargo."""
        return self._change(id_, "embargo", actor, now, {"embargo_until": until}, reason)

    def supersede(self, old: str, new: str, actor: str, now: dt.datetime, reason: str = "") -> bool:
        """Let the release `new` stand for `old`.

        Raises:
            RegistryError: they would supersede each other.
        """
        with self._database.write() as connection:
            return lifecycle.supersede(connection, old, new, actor, now, reason)

    def _change(
        self, id_: str, action: str, actor: str, now: dt.datetime, new: dict[str, Any], reason: str
    ) -> bool:
        with self._database.write() as connection:
            return lifecycle.change(connection, id_, action, actor, now, new, reason)
