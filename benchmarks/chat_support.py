"""How well the checks of a chat model's statement tell what its quote entails.

    python benchmarks/chat_support.py INDONLI PUD

INDONLI is a `.jsonl` of premise, hypothesis, label; the premise is taken as the quote, the hypothesis as
the statement. PUD is a `.jsonl` of pairs `text_en`, `text_id`: the English sentence is the statement, the
Indonesian one the quote; the next pair's Indonesian sentence serves as a wrong quote. Precision is the
share of entailed statements among those kept, recall the share of entailed ones that are kept.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from tanyahumas.answering import statements
from tanyahumas.domain import PUBLIC, Quote, Release, Status
from tanyahumas.retrieval.question import Question, understand

USED = dict(statements.LEAST_SUPPORT)
SHARES = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
ASKED = {"id": understand("apa isi rilis itu?", 100), "en": understand("what is it?", 100)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("indonli", type=Path)
    parser.add_argument("pud", type=Path)
    arguments = parser.parse_args()
    rows = read(arguments.indonli)
    judged = [(row["hypothesis"], row["premise"], row["label"] == "entailment") for row in rows]
    table("IndoNLI, Indonesian statement", judged, ASKED["id"])
    pairs = read(arguments.pud)
    right = [(row["text_en"], row["text_id"], True) for row in pairs]
    wrong = [(row["text_en"], other["text_id"], False) for row, other in pairwise(pairs)]
    table("PUD, English statement over Indonesian quote", [*right, *wrong], ASKED["en"])


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def table(name: str, judged: Iterable[tuple[str, str, bool]], question: Question) -> None:
    judged = list(judged)
    print(f"{name}: {len(judged)} pairs, {sum(entailed for *_, entailed in judged)} entailed")
    print("| least share | kept | precision | recall | wrong ones dropped |\n|---|---|---|---|---|")
    for share in SHARES:
        statements.LEAST_SUPPORT[question.language] = share
        faults = [fault(said, quoted, question) for said, quoted, _ in judged]
        kept = [entailed for one, (*_, entailed) in zip(faults, judged, strict=True) if one is None]
        entailed = sum(e for *_, e in judged)
        dropped = 1 - (len(kept) - sum(kept)) / (len(judged) - entailed)
        precision, recall = sum(kept) / len(kept), sum(kept) / entailed
        print(f"| {share} | {len(kept)} | {precision:.2f} | {recall:.2f} | {dropped:.2f} |")
        if share == USED[question.language]:
            lost = Counter(one for one, (*_, e) in zip(faults, judged, strict=True) if one and e)
            print("entailed ones dropped for:", dict(lost))


def fault(said: str, quoted: str, question: Question) -> str | None:
    release = Release(
        id="r", title="", text=quoted, language="id", date=None, event_date=None, place=None, url=None,
        number=None, byline=None, source="r", retelling=False, status=Status.PUBLISHED, embargo_until=None,
        corrects=None, supersedes=None, audience=frozenset({PUBLIC}),
    )  # fmt: skip
    return statements.fault_of(statements.plain_statement(said), Quote(release, 0, len(quoted)), question)


if __name__ == "__main__":
    main()
