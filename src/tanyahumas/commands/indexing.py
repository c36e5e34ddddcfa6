"""`index`: what it prints and how it ends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tanyahumas.app import App, open_app
from tanyahumas.commands.show import progress_bar, stderr, stdout
from tanyahumas.config import Settings
from tanyahumas.corpus import Problem, Reading
from tanyahumas.corpus.problems import printable
from tanyahumas.corpus.report import report
from tanyahumas.errors import CorpusError
from tanyahumas.index import Plan
from tanyahumas.ingest import IndexRun, index_path, index_registry, plan_path, plan_registry
from tanyahumas.registry import Conflict

PARTLY = 3
SHOWN = 20


def index_command(
    settings: Settings,
    path: Path | None,
    *,
    rebuild: bool,
    force: bool,
    dry_run: bool,
    as_json: bool,
    report_to: Path | None,
) -> int:
    """Index a path or show the plan; 0, or 3 when some of its files could not be read."""
    with open_app(settings) as app:
        if dry_run:
            reading, plan = plan_path(app, path or settings.corpus, force=force)
            return _show_plan(reading.problems, plan, as_json=as_json)
        run = run_index(app, path or settings.corpus, rebuild=rebuild, force=force, report_to=report_to)
    return _show_run(run, as_json=as_json)


def index_registry_command(
    settings: Settings, *, rebuild: bool = False, dry_run: bool = False, as_json: bool = False
) -> int:
    """Index what the registry holds, or show the plan, without reading a corpus; 0."""
    with open_app(settings) as app:
        if dry_run:
            return _show_plan((), plan_registry(app), as_json=as_json)
        with progress_bar() as progress:
            run = index_registry(app, progress, rebuild=rebuild)
    _show_damage(run)
    return _show_run(run, as_json=as_json)


def run_index(
    app: App, path: Path, *, rebuild: bool = False, force: bool = False, report_to: Path | None = None
) -> IndexRun:
    """Index with a progress bar, and say what is wrong with the files."""

    def keep(reading: Reading) -> None:
        if report_to is not None:
            _write_report(report_to, reading)

    with progress_bar() as progress:
        run = index_path(app, path, progress, rebuild=rebuild, force=force, on_reading=keep)
    _show_problems(run.problems)
    _show_damage(run)
    return run


def _show_run(run: IndexRun, *, as_json: bool) -> int:
    stdout().print(_json(run) if as_json else summary(run), markup=False)
    return PARTLY if run.rejected or run.sync.conflicts else 0


def _show_damage(run: IndexRun) -> None:
    if run.index.damaged:
        said = ", ".join(run.index.damaged[:3])
        stderr().print(f"the index was damaged ({said}): set aside and built anew", markup=False)


def _write_report(path: Path, reading: Reading) -> None:
    try:
        path.write_text(json.dumps(report(reading), ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as failure:
        raise CorpusError(f"cannot write the report {path}: {failure.strerror}") from failure


def _show_problems(problems: Sequence[Problem | Conflict]) -> None:
    for problem in problems[:SHOWN]:
        line = printable(f"{problem.source}: {problem.reason} → {problem.remedy}")
        stderr().print(line, markup=False)
    if len(problems) > SHOWN:
        stderr().print(f"… and {len(problems) - SHOWN} more problems", markup=False)


def _show_plan(problems: Sequence[Problem], plan: Plan, *, as_json: bool) -> int:
    _show_problems(problems)
    stdout().print(_plan_json(plan) if as_json else plan_text(plan), markup=False)
    return PARTLY if any(problem.rejected for problem in problems) else 0


def plan_text(plan: Plan) -> str:
    """A line for each release that would be touched (`+` add, `~` replace, `-` remove), and the sums."""
    parts = (("+", plan.add), ("~", plan.replace), ("-", plan.remove))
    lines = [f"{sign} {id_}" for sign, ids in parts for id_ in ids]
    more = [f"… and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    counts = f"{len(plan.add)} to add, {len(plan.replace)} to replace, {len(plan.remove)} to remove"
    return "\n".join([*lines[:SHOWN], *more, f"{counts}, {len(plan.keep)} to keep; nothing was changed"])


def _plan_json(plan: Plan) -> str:
    return json.dumps({"dry_run": True, **asdict(plan)}, ensure_ascii=False)


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
            "damaged": list(run.index.damaged),
        },
        ensure_ascii=False,
    )
