"""`eval`: sets of questions, measured over indexes of their own, into a run file and a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from tanyahumas import __version__
from tanyahumas.app import App, assistant_of, utc_now
from tanyahumas.commands.evalcorpora import PLACES, open_corpus
from tanyahumas.commands.show import stderr, stdout
from tanyahumas.config import Settings
from tanyahumas.errors import CorpusError
from tanyahumas.evals.floors import write_floors
from tanyahumas.evals.report import page
from tanyahumas.evals.runner import Record, clocked, run
from tanyahumas.evals.runs import Run, read_run, write_run
from tanyahumas.evals.scores import grouped
from tanyahumas.evals.sets import OWN, EvalSet, expand, load_set, sample
from tanyahumas.evals.tables import run_lines

TOLD_EVERY = 100


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks for; `answered` None means as each set is meant to be measured."""

    sets: Sequence[str]
    compare: str | None
    limit: int | None
    index: bool
    answered: bool | None
    note: str
    floors: Path | None


def eval_command(settings: Settings, wishes: Wishes) -> None:
    """Measure, print, and write `evals/runs/NAME.json` and `.html` in the data directory."""
    folder = settings.home / "evals" / "runs"
    chosen = [sample(load_set(name, PLACES), wishes.limit) for name in expand(wishes.sets or [OWN])]
    old = read_run(folder, wishes.compare) if wishes.compare else None
    about: dict[str, str] = {"note": wishes.note} if wishes.note else {}
    records = _measure_all(settings, chosen, wishes, about)
    new = Run(_name(utc_now(), chosen), utc_now(), about, records)
    path = write_run(folder, new)
    _write(path.with_suffix(".html"), page(new, old))
    if wishes.floors:
        write_floors(wishes.floors, {name: grouped(held) for name, held in records.items()})
    for line in run_lines(new, old):
        stdout().print(line, markup=False)
    stdout().print(f"\n{path}\n{path.with_suffix('.html')}", markup=False)


def _measure_all(
    settings: Settings, chosen: Sequence[EvalSet], wishes: Wishes, about: dict[str, str]
) -> dict[str, tuple[Record, ...]]:
    """Records by set; sets of one corpus share its index."""
    found: dict[str, tuple[Record, ...]] = {}
    for corpus in dict.fromkeys(one.corpus for one in chosen):
        with open_corpus(settings, corpus, index=wishes.index) as app:
            about |= _about(app)
            for one in chosen:
                if one.corpus == corpus:
                    found[one.name] = _measure(app, one, wishes.answered)
    return {one.name: found[one.name] for one in chosen}


def _measure(app: App, chosen: EvalSet, answered: bool | None) -> tuple[Record, ...]:
    _refuse_other_corpus(app, chosen)
    ask = chosen.answered if answered is None else answered
    doing = "asking" if ask else "searching for"
    stderr().print(f"{chosen.name}: {doing} {len(chosen.questions)} questions", markup=False)
    texts = {listed.release.id: listed.release.text for listed in app.registry.all()} if ask else {}
    with assistant_of(app) as assistant:
        return run(
            clocked(assistant),
            chosen.questions,
            texts.__getitem__,
            answered=ask,
            progress=_progress(len(chosen.questions)),
        )


def _refuse_other_corpus(app: App, chosen: EvalSet) -> None:
    """Figures over a corpus that lacks the right releases would only look like bad ones."""
    wanted = {release for question in chosen.questions for release in question.releases}
    if lacking := wanted - app.registry.content_hashes().keys():
        raise CorpusError(
            f"{len(lacking)} of the {len(wanted)} right releases of {chosen.name} are not indexed, "
            f"such as {min(lacking)}",
            f"tanyahumas eval --set {chosen.name} --index",
        )


def _progress(total: int) -> Callable[[], None]:
    """Says how far it is, every 100 questions."""
    done = count(1)

    def advance() -> None:
        if (number := next(done)) % TOLD_EVERY == 0:
            stderr().print(f"  {number} of {total}", markup=False)

    return advance


def _about(app: App) -> dict[str, str]:
    return {
        "tanyahumas": __version__,
        "embedding model": app.embedder.fingerprint,
        "chunking": f"{app.index_settings.chunk_tokens} tokens, {app.index_settings.chunking_version}",
        "passages read": str(app.settings.passages),
        "chat model": app.settings.chat_model or "none",
    }


def _name(now: datetime, chosen: Sequence[EvalSet]) -> str:
    """Sorts by time: `20251124T093000-own`."""
    names = "+".join(dict.fromkeys(one.name.split("/")[0] for one in chosen))
    return f"{now:%Y%m%dT%H%M%S}-{names}"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as failure:
        raise CorpusError(f"cannot write the page {path}: {failure.strerror}") from failure
