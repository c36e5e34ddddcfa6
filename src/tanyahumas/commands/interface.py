"""Answers and passages as JSON: a stable interface that other programs build on (docs/cli.md)."""

from __future__ import annotations

import json
from typing import Any

from tanyahumas.domain import Answer, Passage


def answer_json(answer: Answer) -> str:
    """One line: question, found, answer, claims, passages, ms; further keys may be added."""
    return _line(
        {
            "question": answer.question,
            "found": answer.found,
            "answer": answer.text,
            "language": answer.language,
            "answered_by": str(answer.answered_by),
            "claims": [
                {
                    "text": claim.text or claim.quote.text,
                    "quote": claim.quote.text,
                    "release": claim.quote.release.id,
                    "start": claim.quote.start,
                    "end": claim.quote.end,
                }
                for claim in answer.claims
            ],
            "citations": [
                {
                    "number": c.number,
                    "release": c.release.id,
                    "title": c.release.title,
                    "date": _date(c.release.date),
                }
                for c in answer.citations
            ],
            "nearest": [release.id for release in answer.nearest],
            "up_to": _date(answer.up_to),
            "notices": list(answer.notices),
            "passages": [_passage(passage) for passage in answer.passages],
            "ms": answer.milliseconds,
        }
    )


def passages_json(question: str, passages: tuple[Passage, ...], milliseconds: int) -> str:
    """One line: question, found, answer (empty), claims ([]), passages, ms."""
    return _line(
        {
            "question": question,
            "found": bool(passages),
            "answer": "",
            "claims": [],
            "passages": [_passage(passage) for passage in passages],
            "ms": milliseconds,
        }
    )


def error_json(question: str, message: str) -> str:
    """One line for a question that could not be asked: like `answer_json`, with `error`."""
    return _line(
        {
            "question": question,
            "found": False,
            "answer": "",
            "claims": [],
            "passages": [],
            "ms": 0,
            "error": message,
        }
    )


def _passage(passage: Passage) -> dict[str, Any]:
    release = passage.release
    return {
        "release": release.id,
        "title": release.title,
        "date": _date(release.date),
        "url": release.url,
        "text": passage.text,
        "score": round(passage.score, 6),
        "start": passage.start,
        "end": passage.end,
    }


def _date(day: Any) -> str | None:
    return day.isoformat() if day else None


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
