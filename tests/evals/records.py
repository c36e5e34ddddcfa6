"""Records with plain values, for tests of what is made of them."""

from __future__ import annotations

from tanyahumas.evals.datasets import EvalQuestion
from tanyahumas.evals.runner import Record, Reply


def make_question(name: str = "q1", **changes: object) -> EvalQuestion:
    """A `who` question that release `a` answers with `Budi Santoso`."""
    values: dict[str, object] = {
        "id": name,
        "lang": "id",
        "type": "who",
        "text": "Siapa rektor?",
        "answers": ("Budi Santoso",),
        "releases": ("a",),
        "found": True,
        "now": None,
    }
    return EvalQuestion(**{**values, **changes})  # type: ignore[arg-type]


def make_unanswerable(name: str = "q0", **changes: object) -> EvalQuestion:
    """A question that no release answers."""
    return make_question(name, **{"answers": (), "releases": (), "found": False, **changes})


def make_reply(said: str = "Budi Santoso", cited: tuple[str, ...] = ("a",), **changes: object) -> Reply:
    """An answer with one exact quote; nothing said and cited is a refusal."""
    values: dict[str, object] = {
        "found": bool(said),
        "said": said,
        "cited": cited,
        "quotes": 1 if said else 0,
        "exact_quotes": 1 if said else 0,
        "milliseconds": 300.0,
    }
    return Reply(**{**values, **changes})  # type: ignore[arg-type]


REFUSAL = make_reply("", ())


def make_record(
    question: EvalQuestion, ranked: tuple[str, ...] = ("a", "b"), reply: Reply | None = None
) -> Record:
    """A record whose search took 20 ms; an asked one has the time of its reply instead."""
    return Record(question, ranked, None if reply else 20.0, reply)
