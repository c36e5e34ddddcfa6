"""The sets of questions that can be measured, by name, each with the corpus it is about."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tanyahumas.errors import ConfigurationError, CorpusError
from tanyahumas.evals.datasets import EvalQuestion, load_date_questions, load_questions
from tanyahumas.evals.shared_data import facqa_en_questions, institutional_questions, retrieval_questions

OWN = "own"  # the name of the project's corpus and of the questions about it
SUBSETS = ("facqa_id", "facqa_en", "inst_id", "inst_en")
GROUPS = {corpus: tuple(f"{corpus}/{s}" for s in SUBSETS) for corpus in ("dev_10k", "dev_100k")}
NAMES = (OWN, "dates", "institutional_qa", "facqa_en", *GROUPS["dev_10k"], *GROUPS["dev_100k"])
SEED = 17


@dataclass(frozen=True, slots=True)
class Places:
    """Where question files are: the project's own, and the folder of real data beside it."""

    questions: Path
    data: Path


@dataclass(frozen=True, slots=True)
class EvalSet:
    """Questions about one corpus; `answered` says whether they are asked or only searched for."""

    name: str
    corpus: str
    questions: tuple[EvalQuestion, ...]
    answered: bool


def expand(names: Iterable[str]) -> tuple[str, ...]:
    """Names of sets, with a group such as `dev_10k` replaced by its members; each once, in order.

    Raises:
        ConfigurationError: no set has that name.
    """
    expanded = [member for name in names for member in GROUPS.get(name, (name,))]
    if unknown := [name for name in expanded if name not in NAMES]:
        raise ConfigurationError(
            f"no eval set is called {', '.join(unknown)}", f"choose from {', '.join([*NAMES, *GROUPS])}"
        )
    return tuple(dict.fromkeys(expanded))


def load_set(name: str, places: Places) -> EvalSet:
    """The set of that name (one of `NAMES`).

    Raises:
        CorpusError: its files are missing or have another form.
    """
    if name == OWN:
        return EvalSet(name, OWN, load_questions(places.questions / "questions.jsonl"), True)
    if name == "dates":
        return EvalSet(name, OWN, load_date_questions(places.questions / "dates.jsonl"), True)
    data = require_data(places.data)
    if name == "institutional_qa":
        return EvalSet(name, "institutional", institutional_questions(data), True)
    if name == "facqa_en":
        return EvalSet(name, "facqa", facqa_en_questions(data), True)
    corpus, subset = name.split("/")
    return EvalSet(name, corpus, retrieval_questions(data / "retrieval" / corpus, subset), False)


def require_data(data: Path) -> Path:
    """The folder of real data.

    Raises:
        CorpusError: it is not there.
    """
    if not data.is_dir():
        raise CorpusError(
            f"no data folder {data}: this set is read from there",
            "put it there, or measure without it: tanyahumas eval --set own",
        )
    return data


def sample(chosen: EvalSet, limit: int | None) -> EvalSet:
    """At most `limit` of its questions in their order, drawn at random but always the same ones.

    A smaller sample is part of every larger one.
    """
    if limit is None or limit >= len(chosen.questions):
        return chosen
    # not a secret: a seed makes runs comparable
    shuffled = random.Random(SEED).sample(range(len(chosen.questions)), len(chosen.questions))  # noqa: S311
    numbers = sorted(shuffled[:limit])
    return replace(chosen, questions=tuple(chosen.questions[number] for number in numbers))
