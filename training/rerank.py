"""What the reader adds to retrieval: `python training/rerank.py HOME`.

HOME is a data directory in which `retrieval/dev_10k` has been indexed, one release a passage with the
passage's id. The project's own retriever brings 15 passages; the reader's margin, times a weight, is
added to the standardised retrieval score. Prints recall@1 and @5 of each set for several weights.
"""

from __future__ import annotations

import argparse
import collections
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from data import rows
from numpy.typing import NDArray

from tanyahumas.answering.reader import Reader
from tanyahumas.app import assistant_of, open_app, utc_now
from tanyahumas.config import PROJECT_ROOT, Settings
from tanyahumas.domain import ANYBODY
from tanyahumas.embedding.default import BuiltIn
from tanyahumas.retrieval.question import understand

CANDIDATES = 15
PER_SET = 60
WEIGHTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 100.0)


@dataclass(frozen=True)
class Case:
    """One question's candidates: retrieval scores, reader margins, and whether each holds the answer."""

    set_name: str
    scores: NDArray[np.float64]
    margins: NDArray[np.float64]
    right: NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    cases = gather(parser.parse_args().home)
    for name in sorted({case.set_name for case in cases}):
        of_set = [case for case in cases if case.set_name == name]
        print(
            name,
            len(of_set),
            *(f"w{w}: {recall(of_set, w, 1):.3f}/{recall(of_set, w, 5):.3f}" for w in WEIGHTS),
        )


def recall(cases: list[Case], weight: float, k: int) -> float:
    """Share of questions with a right passage among the first k."""
    return float(np.mean([case.right[order(case, weight)[:k]].any() for case in cases]))


def order(case: Case, weight: float) -> NDArray[np.int64]:
    """Candidates by standardised score plus weighted margin, best first."""
    spread = case.scores.std() or 1.0
    return np.argsort(-((case.scores - case.scores.mean()) / spread + weight * case.margins), kind="stable")


def gather(home: Path) -> list[Case]:
    """Retrieve and read for at most PER_SET answerable questions of each set."""
    right: dict[str, set[str]] = collections.defaultdict(set)
    for line in (PROJECT_ROOT.parent / "shared/data/retrieval/dev_10k/qrels.tsv").read_text().splitlines():
        question, _, passage, grade = line.split()
        if grade == "2":
            right[question].add(passage)
    by_set = collections.defaultdict(list)
    for row in rows("retrieval/dev_10k/queries.jsonl"):
        by_set[row["set"]].append(row)
    rng, reader, cases = random.Random(1), Reader(BuiltIn(PROJECT_ROOT / ".tanyahumas")), []
    with open_app(Settings(home=home)) as app, assistant_of(app) as assistant:
        for name, questions in by_set.items():
            for row in rng.sample(questions, min(PER_SET, len(questions))):
                if not right[row["qid"]]:
                    continue
                found = assistant.retriever.retrieve(
                    understand(row["question"], 10_000), ANYBODY, utc_now(), CANDIDATES
                )
                readings = reader.read(row["question"], [passage.text for passage in found])
                margins = np.array([one.span_score - one.null_score for one in readings])
                scores = np.array([passage.score for passage in found])
                held = np.array([passage.release.id in right[row["qid"]] for passage in found])
                cases.append(Case(name, scores, margins, held))
    return cases


if __name__ == "__main__":
    main()
