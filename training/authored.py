"""Questions written for this project: English ones for known passages, both languages for institutional news.

`authored_facqa_en.jsonl` and `authored_idk_mrc_en.jsonl` hold the id of a row and `question_en`;
`authored_institutional.jsonl` and `authored_releases.jsonl` hold {article, question_id, question_en, start,
end} with the answer as offsets into the article's text, null where the article does not tell. No text of
the sources is stored. An eighth of the articles of `authored_releases.jsonl` is never trained on.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from data import Example, example, in_part, rows

HELD_OUT_PARTS = 8
HERE = Path(__file__).parent


def load_authored() -> list[Example]:
    """Every authored question that may be trained on, with its passage out of the shared data."""
    return _translated("facqa") + _translated("idk_mrc") + _institutional(_trained())


def held_out_rows() -> list[dict[str, Any]]:
    """The rows of `authored_releases.jsonl` on articles that are kept out."""
    seen = {row["article"] for row in _read("authored_institutional.jsonl")}
    return [
        row
        for row in _read("authored_releases.jsonl")
        if row["article"] not in seen and in_part(row["article"], HELD_OUT_PARTS)
    ]


def _trained() -> list[dict[str, Any]]:
    kept_out = {row["article"] for row in held_out_rows()}
    written = _read("authored_institutional.jsonl") + _read("authored_releases.jsonl")
    return [row for row in written if row["article"] not in kept_out]


def _translated(name: str) -> list[Example]:
    known = {row["id"]: row for row in rows(f"{name}/dev_qa.jsonl")}
    found = [
        example(f"{name}-en-authored", {**known[row[name]], "question": row["question_en"]})
        for row in _read(f"authored_{name}_en.jsonl")
    ]
    return [one for one in found if one]


def _institutional(written: list[dict[str, Any]]) -> list[Example]:
    articles = {row["doc_id"]: row for row in rows("institutional/dev_articles.jsonl")}
    return [
        Example(
            f"inst-{language}-authored",
            row[f"question_{language}"],
            articles[row["article"]]["text"],
            () if row["start"] is None else ((row["start"], row["end"]),),
            articles[row["article"]].get("title", ""),
        )
        for row in written
        for language in ("id", "en")
    ]


def _read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]
