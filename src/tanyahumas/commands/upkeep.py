"""`index --rollback`, `--prune` and `--purge`: what is done with whole indexes and for takedowns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tanyahumas.app import App, actor, open_app, utc_now
from tanyahumas.commands.show import progress_bar, stderr, stdout
from tanyahumas.config import Settings
from tanyahumas.index import build_index
from tanyahumas.index.upkeep import Pruned, prune, roll_back, text_hashes
from tanyahumas.registry.upkeep import compact, drop_vectors, purge

STILL_THERE = 3


def upkeep_command(settings: Settings, *, rollback: bool, purge: Sequence[str], as_json: bool) -> int:
    """Roll back, purge releases or, with neither, prune; 0, or 3 when files still hold what was purged."""
    with open_app(settings) as app:
        if rollback:
            return _rolled_back(app, as_json)
        if purge:
            return _purged(app, purge, as_json)
        return _pruned(prune(app.store, app.chroma_server), as_json)


def purge_releases(app: App, ids: Sequence[str]) -> list[str]:
    """Delete releases from everything under the data directory; returns sources that still hold them.

    Nobody sees them from the first moment. The index is built anew, for a vector store keeps
    deleted rows; older indexes are deleted even while a process has them open; the registry's
    file is written anew. Cached vectors are kept only of texts that the new index holds, for
    which release the others came from cannot be told. Repeating it, after a crash, ends it.

    Raises:
        UnknownReleaseError: there never was one of them.
        IndexingError: the index cannot be built.
    """
    left = purge(app.registry, ids, actor(), utc_now())
    with progress_bar() as progress:
        build_index(app.index_work, progress, utc_now(), rebuild=True)
    prune(app.store, app.chroma_server, even_open=True)
    drop_vectors(app.registry, text_hashes(app.store))
    compact(app.registry)
    return left


def _rolled_back(app: App, as_json: bool) -> int:
    name, manifest = roll_back(app.store, app.index_settings)
    text = f"{name} answers again: {manifest.chunks} chunks of {manifest.releases} releases"
    _say(text, {"generation": name, "chunks": manifest.chunks}, as_json)
    return 0


def _pruned(done: Pruned, as_json: bool) -> int:
    kept = f", {len(done.kept)} kept because they are open" if done.kept else ""
    text = f"{len(done.names)} older indexes deleted ({done.size / 1e6:.1f} MB){kept}"
    _say(text, {"deleted": done.names, "bytes": done.size, "kept": done.kept}, as_json)
    return 0


def _purged(app: App, ids: Sequence[str], as_json: bool) -> int:
    left = purge_releases(app, ids)
    _say(f"{len(ids)} releases deleted for good", {"purged": ids, "sources": left}, as_json)
    for source in left:
        stderr().print(
            f"{source} still holds it → delete it there, or the next index run brings it back", markup=False
        )
    return STILL_THERE if left else 0


def _say(text: str, values: dict[str, Any], as_json: bool) -> None:
    stdout().print(json.dumps(values, ensure_ascii=False) if as_json else text, markup=False)
