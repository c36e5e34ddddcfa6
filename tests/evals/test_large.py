"""The real data beside the project against its floors: `pytest -m large` (docs/evals.md).

The indexes are those of `tanyahumas eval --set NAME --index` in the data directory; nothing
is indexed here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tanyahumas.app import assistant_of
from tanyahumas.commands.evalcorpora import PLACES, open_corpus
from tanyahumas.config import load_settings
from tanyahumas.errors import MissingIndexError
from tanyahumas.evals.floors import below, read_floors
from tanyahumas.evals.runner import Record, clocked, run
from tanyahumas.evals.scores import grouped, missed
from tanyahumas.evals.sets import NAMES, load_set
from tests.evals.test_own_corpus import FLOORS

pytestmark = pytest.mark.large
SHOWN = 60


def measured(name: str) -> tuple[Record, ...]:
    """Every question of a set, or a skip that says how to index its corpus."""
    chosen = load_set(name, PLACES)
    try:
        with open_corpus(load_settings(), chosen.corpus, index=False) as app, assistant_of(app) as assistant:
            texts = {listed.release.id: listed.release.text for listed in app.registry.all()}
            return run(clocked(assistant), chosen.questions, texts.__getitem__, answered=chosen.answered)
    except MissingIndexError as missing:
        pytest.skip(f"{missing.message}: tanyahumas eval --set {name} --index")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("own", "dates")])
def test_figures_hold_on_real_data(shared_data: Path, name: str) -> None:
    """No figure is below its floor; the message lists what was missed."""
    floors = read_floors(FLOORS, name)
    if not floors:
        pytest.skip(f"{FLOORS.name} has no floors for {name}: add them with --write-floors")
    records = measured(name)
    low = below(floors, grouped(records))
    assert not low, "\n".join([*low, "", "missed:", *missed(records)[:SHOWN]])
