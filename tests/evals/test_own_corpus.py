"""The project's questions over the project's corpus, against the floors of floors.json.

`tanyahumas eval --set own --write-floors tests/evals/floors.json` renews the floors.
"""

from __future__ import annotations

from tanyahumas.evals.floors import below, read_floors
from tanyahumas.evals.runner import Record
from tanyahumas.evals.scores import RETRIEVAL, grouped, missed
from tests.conftest import PROJECT

FLOORS = PROJECT / "tests" / "evals" / "floors.json"


def split() -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """Floors of retrieval and of answers."""
    floors = read_floors(FLOORS, "own")
    return (
        {group: {m: f for m, f in held.items() if m in RETRIEVAL} for group, held in floors.items()},
        {group: {m: f for m, f in held.items() if m not in RETRIEVAL} for group, held in floors.items()},
    )


def test_the_right_release_is_found(own_records: tuple[Record, ...]) -> None:
    """Recall, MRR and nDCG are not below their floors, in all and by language."""
    retrieval, _ = split()
    assert {"all", "id", "en"} <= retrieval.keys()
    searched = [Record(r.question, r.ranked, None, None) for r in own_records]
    low = below(retrieval, grouped(searched))
    assert not low, "\n".join([*low, "", "not found first:", *missed(searched)])


def test_the_question_is_answered(own_records: tuple[Record, ...]) -> None:
    """Exact match, F1, containment, right release and refusal are not below their floors."""
    _, answers = split()
    assert {"exact_match", "f1", "contains", "right_release", "refused"} <= answers["all"].keys()
    low = below(answers, grouped(own_records))
    assert not low, "\n".join([*low, "", "not answered rightly:", *missed(own_records)])


def test_every_quote_is_exact(own_records: tuple[Record, ...]) -> None:
    """Each quote stands at its place in the text that is read from the release's file."""
    replies = [(r.question.id, r.reply) for r in own_records if r.reply]
    assert sum(reply.quotes for _, reply in replies) > 50
    assert [id_ for id_, reply in replies if reply.exact_quotes != reply.quotes] == []
