"""Run files: everything that one run measured, to look at and to compare with later."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tanyahumas.errors import CorpusError
from tanyahumas.evals.datasets import EvalQuestion
from tanyahumas.evals.runner import Record, Reply
from tanyahumas.evals.scores import grouped
from tanyahumas.evals.statistics import latency

FORM = 1
LAST = "last"


@dataclass(frozen=True, slots=True)
class Run:
    """Records by set, in the order measured; `about` says what was measured (model, settings)."""

    name: str
    created: datetime
    about: Mapping[str, str]
    sets: Mapping[str, tuple[Record, ...]]


def times(records: Sequence[Record]) -> dict[str, list[float]]:
    """Milliseconds of each `ask` and of each `search`, as far as they were measured."""
    asked = [record.reply.milliseconds for record in records if record.reply]
    searched = [record.milliseconds for record in records if record.milliseconds is not None]
    return {name: held for name, held in (("search", searched), ("ask", asked)) if held}


def latencies(records: Sequence[Record]) -> dict[str, dict[str, float]]:
    """Percentiles of `times`."""
    return {name: latency(held) for name, held in times(records).items()}


def write_run(folder: Path, run: Run) -> Path:
    """Write `NAME.json` into the folder, which is made if it is missing; gives its path.

    Raises:
        CorpusError: it cannot be written.
    """
    path = folder / f"{run.name}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(_as_json(run), ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as failure:
        raise CorpusError(f"cannot write the run {path}: {failure.strerror}") from failure
    return path


def read_run(folder: Path, name: str) -> Run:
    """The run of that name in the folder, the run file of that path, or with `last` the newest.

    Raises:
        CorpusError: there is none, or the file is no run.
    """
    path = _find(folder, name)
    try:
        held = json.loads(path.read_text("utf-8"))
        return _from_json(held)
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise CorpusError(f"{path} is no run file: {failure!r}", f"look into {folder}") from failure


def _find(folder: Path, name: str) -> Path:
    written = sorted(folder.glob("*.json"))
    if name == LAST and written:
        return written[-1]
    candidates = [folder / f"{name}.json", folder / name, Path(name)]
    for path in candidates:
        if path.is_file():
            return path
    known = ", ".join(path.stem for path in written[-5:]) or "none yet"
    raise CorpusError(f"no run {name!r} in {folder}", f"the newest there: {known}")


def _as_json(run: Run) -> dict[str, Any]:
    return {
        "form": FORM,
        "name": run.name,
        "created": run.created.isoformat(),
        "about": dict(run.about),
        "sets": {
            name: {
                "metrics": {
                    group: {metric: asdict(estimate) for metric, estimate in metrics.items()}
                    for group, metrics in grouped(records).items()
                },
                "milliseconds": latencies(records),
                "records": [_record_json(record) for record in records],
            }
            for name, records in run.sets.items()
        },
    }


def _record_json(record: Record) -> dict[str, Any]:
    row = asdict(record)
    now = record.question.now
    row["question"]["now"] = now.isoformat() if now else None
    return row


def _from_json(held: dict[str, Any]) -> Run:
    if held["form"] != FORM:
        raise ValueError(f"form {held['form']}, this version reads {FORM}")
    return Run(
        name=held["name"],
        created=datetime.fromisoformat(held["created"]),
        about=held["about"],
        sets={name: tuple(map(_record, part["records"])) for name, part in held["sets"].items()},
    )


def _record(row: dict[str, Any]) -> Record:
    question, reply = row["question"], row["reply"]
    now = question["now"]
    question |= {
        "answers": tuple(question["answers"]),
        "releases": tuple(question["releases"]),
        "now": datetime.fromisoformat(now) if now else None,
    }
    if reply:
        reply["cited"] = tuple(reply["cited"])
    return Record(
        question=EvalQuestion(**question),
        ranked=tuple(row["ranked"]),
        milliseconds=row["milliseconds"],
        reply=Reply(**reply) if reply else None,
    )
