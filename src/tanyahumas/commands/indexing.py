"""`index`: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

from tanyahumas.app import App, IndexRun, index_path, open_app
from tanyahumas.commands.show import progress_bar, stderr, stdout
from tanyahumas.config import Settings

PARTLY = 3
SHOWN_PROBLEMS = 20


def index_command(settings: Settings, path: Path | None, *, rebuild: bool, force: bool, as_json: bool) -> int:
    """Index a path; 0, or 3 when some of its files could not be read."""
    with open_app(settings) as app:
        run = run_index(app, path or settings.corpus, rebuild=rebuild, force=force)
    stdout().print(_json(run) if as_json else summary(run), markup=False)
    return PARTLY if run.rejected or run.sync.conflicts else 0


def run_index(app: App, path: Path, *, rebuild: bool = False, force: bool = False) -> IndexRun:
    """Index with a progress bar, and say what is wrong with the files."""
    with progress_bar() as progress:
        run = index_path(app, path, progress, rebuild=rebuild, force=force)
    for problem in run.problems[:SHOWN_PROBLEMS]:
        stderr().print(f"{problem.source}: {problem.reason} → {problem.remedy}", markup=False)
    if len(run.problems) > SHOWN_PROBLEMS:
        stderr().print(f"… and {len(run.problems) - SHOWN_PROBLEMS} more problems", markup=False)
    return run


def summary(run: IndexRun) -> str:
    """One line: what changed, and what the index holds now."""
    sync = run.sync
    counts = {
        "added": sync.added,
        "changed": sync.changed,
        "removed": sync.removed,
        "unchanged": sync.unchanged,
    }
    parts = [f"{len(ids)} {name}" for name, ids in counts.items()]
    if run.rejected:
        parts.append(f"{len(run.rejected)} not read")
    return f"{', '.join(parts)} – index: {run.index.chunks} chunks, {run.index.embedded} newly embedded"


def _json(run: IndexRun) -> str:
    return json.dumps(
        {
            "added": len(run.sync.added),
            "changed": len(run.sync.changed),
            "removed": len(run.sync.removed),
            "unchanged": len(run.sync.unchanged),
            "rejected": len(run.rejected),
            "problems": [{"source": p.source, "reason": p.reason, "remedy": p.remedy} for p in run.problems],
            "chunks": run.index.chunks,
            "embedded": run.index.embedded,
            "generation": run.index.generation,
        },
        ensure_ascii=False,
    )
