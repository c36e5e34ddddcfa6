"""House style measured on real releases, which stay outside the project.

`tests/evals/housestyle.jsonl` holds hand-made annotations of 100 of them, drawn with a fixed
seed: place and byline as character offsets, dates as ISO text, null where the text tells none.
`tests/evals/speakers.jsonl` holds 60 direct quotes drawn likewise, each with where its speaker is
named, as offsets in the normal form.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tanyahumas.corpus import housestyle
from tanyahumas.corpus.byline import byline
from tanyahumas.corpus.dates import parse_date
from tanyahumas.corpus.text import normalise
from tanyahumas.language.speech import direct_quotes

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT.parent / "shared" / "data" / "institutional" / "dev_articles.jsonl"
ANNOTATIONS = ROOT / "tests" / "evals" / "housestyle.jsonl"
SPEAKERS = ROOT / "tests" / "evals" / "speakers.jsonl"
pytestmark = pytest.mark.skipif(not ARTICLES.is_file(), reason="the real releases are not on this machine")

# (precision, recall) reached when the annotations were made: place 1.00 0.87, date 1.00 1.00,
# byline 1.00 0.81, event date 0.95 0.89.
# Speakers of direct quotes: PRECISION RECALL.
SPEAKER_FLOOR = (0.95, 0.92)
FLOORS = {"place": (0.98, 0.85), "date": (0.98, 0.95), "byline": (0.97, 0.80), "event_date": (0.93, 0.88)}


def _found(article: dict[str, Any]) -> dict[str, str | None]:
    text = normalise(article["text"])
    line = housestyle.dateline(text)
    event = housestyle.event_date(text, parse_date(article["date"] or ""))
    return {
        "place": line.place if line else None,
        "date": line.date.isoformat() if line and line.date else None,
        "byline": byline(text),
        "event_date": event.isoformat() if event else None,
    }


def _annotated(annotation: dict[str, Any], text: str, name: str) -> str | None:
    value = annotation[name]
    return text[value[0] : value[1]] if isinstance(value, list) else value


@pytest.mark.parametrize("name", list(FLOORS))
def test_precision_and_recall(name: str) -> None:
    """What is claimed of a release is right, and most of what a release tells is found."""
    rows = (json.loads(line) for line in ARTICLES.read_text().splitlines())
    articles = {row["doc_id"]: row for row in rows}
    pairs = []
    for line in ANNOTATIONS.read_text().splitlines():
        annotation = json.loads(line)
        article = articles[annotation["doc_id"]]
        pairs.append((_found(article)[name], _annotated(annotation, article["text"], name)))
    right = sum(found is not None and found == told for found, told in pairs)
    precision = right / sum(found is not None for found, _ in pairs)
    recall = right / sum(told is not None for _, told in pairs)
    assert precision >= FLOORS[name][0]
    assert recall >= FLOORS[name][1]


def test_speakers_of_direct_quotes() -> None:
    """The speaker found is the person who was annotated: the one name holds the other."""
    rows = (json.loads(line) for line in ARTICLES.read_text().splitlines())
    texts = {row["doc_id"]: normalise(row["text"]) for row in rows}
    claimed = right = told = 0
    for line in SPEAKERS.read_text().splitlines():
        annotation = json.loads(line)
        text = texts[annotation["doc_id"]]
        found = {(s.start, s.end): s.speaker for s in direct_quotes(text)}[tuple(annotation["quote"])]
        name = text[slice(*annotation["speaker"])] if annotation["speaker"] else None
        claim = text[slice(*found)] if found else None
        claimed += claim is not None
        told += name is not None
        right += claim is not None and name is not None and (claim in name or name in claim)
    assert right / claimed >= SPEAKER_FLOOR[0]
    assert right / told >= SPEAKER_FLOOR[1]
