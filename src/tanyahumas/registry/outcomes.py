"""What the registry reports about its own work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tanyahumas.domain import Release


@dataclass(frozen=True, slots=True)
class Conflict:
    """A release that was not taken because another source already holds its id."""

    source: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SyncReport:
    """Ids by what happened to them, each in sort order; an id is in one of the four only."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of one release; `details` holds `{field: [before, after]}` and an optional reason."""

    at: dt.datetime
    actor: str
    action: str
    release_id: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """A release as an operator sees it: whatever its status, with all its sources.

    `removed_at` is set when its last source was gone at a sync.
    """

    release: Release
    sources: tuple[str, ...]
    removed_at: dt.datetime | None
    first_seen: dt.datetime
    updated: dt.datetime
