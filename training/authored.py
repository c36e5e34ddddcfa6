"""Questions written for this project: English ones for known passages, both languages for institutional news.

`authored_facqa_en.jsonl` and `authored_idk_mrc_en.jsonl` hold the id of a row and `question_en`;
`authored_institutional.jsonl` holds {article, question_id, question_en, start, end} with the answer as
offsets into the article's text, null where the article does not tell. No text of the sources is stored.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from data import Example, example, rows

HERE = Path(__file__).parent


def load_authored() -> list[Example]:
    """Every authored question with its passage out of the shared data."""
    return _translated("facqa") + _translated("idk_mrc") + _institutional()


def _translated(name: str) -> list[Example]:
    known = {row["id"]: row for row in rows(f"{name}/dev_qa.jsonl")}
    found = [
        example(f"{name}-en-authored", {**known[row[name]], "question": row["question_en"]})
        for row in _read(f"authored_{name}_en.jsonl")
    ]
    return [one for one in found if one]


def _institutional() -> list[Example]:
    texts = {row["doc_id"]: row["text"] for row in rows("institutional/dev_articles.jsonl")}
    return [
        Example(
            f"inst-{language}-authored",
            row[f"question_{language}"],
            texts[row["article"]],
            () if row["start"] is None else ((row["start"], row["end"]),),
        )
        for row in _read("authored_institutional.jsonl")
        for language in ("id", "en")
    ]


def _read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]
