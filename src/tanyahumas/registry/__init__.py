"""The truth about releases: `open_registry(url) -> Registry`."""

from tanyahumas.registry.outcomes import Conflict, HistoryEntry, Listed, SyncReport
from tanyahumas.registry.store import Registry, open_registry

__all__ = ["Conflict", "HistoryEntry", "Listed", "Registry", "SyncReport", "open_registry"]
