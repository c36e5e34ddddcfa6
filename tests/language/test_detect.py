"""The language of questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tanyahumas.language.detect import question_language, sure_language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Siapa sutradara The Lion King and the Return of the King?", "id"),
        ("who represented the rector at the BP2MI signing?", "en"),
        ("jumlah peserta penandatanganan kerja sama", "id"),
        ("number of participants at the signing", "en"),
        ("12345", "id"),
        ("🙂", "id"),
    ],
)
def test_questions_are_told_apart(question: str, language: str) -> None:
    """Names in the other language do not mislead; without words it is Indonesian."""
    assert question_language(question) == language


@pytest.mark.parametrize("text", ["BP2MI", "12345", "ok", "🙂", "MoU 2024"])
def test_what_tells_no_language(text: str) -> None:
    """Names and numbers leave it to whoever knows more of the reader."""
    assert sure_language(text) is None


def test_real_questions(shared_data: Path) -> None:
    """At least 99 % of real questions in each language are told right."""
    lines = (shared_data / "institutional_qa" / "dev_qa.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    right = sum(question_language(r["question"]) == "id" for r in rows)
    right += sum(question_language(r["question_en"]) == "en" for r in rows)
    assert right >= 0.99 * 2 * len(rows)
    sure = [sure_language(row[name]) for row in rows for name in ("question", "question_en")]
    wrong = sum(told not in (None, right) for told, right in zip(sure, ["id", "en"] * len(rows), strict=True))
    assert wrong <= 0.01 * len(sure)
    assert sure.count(None) <= 0.05 * len(sure)
