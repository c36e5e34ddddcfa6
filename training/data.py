"""Questions, passages and answer spans for the reader, out of the development data beside the project.

Nothing of that data is stored here; `../shared/data` holds it, relative to the project's root.
What is measured on is kept out of training, by passage: FacQA's own validation part and every passage
of the English FacQA questions, the validation parts of IDK-MRC and TyDiQA, a fifth of QASiNa and a
quarter of the cross-lingual SQuAD part, and every article of the institutional questions.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
WINDOW = 850
TRAINED_WINDOWS = (450, 650, 850)


@dataclass(frozen=True)
class Example:
    """A question over a passage; `answers` are (start, end) offsets in it, empty where it does not tell.

    A `title` is read before the passage and is never the answer.
    """

    source: str
    question: str
    passage: str
    answers: tuple[tuple[int, int], ...]
    title: str = ""


@dataclass(frozen=True)
class Split:
    """What may be trained on and what is only measured on, both by source."""

    train: dict[str, list[Example]]
    held_out: dict[str, list[Example]]


def require_data() -> None:
    """End with a clear word where the data is absent."""
    if not DATA.is_dir():
        sys.exit(f"the development data is not at {DATA}; the reader cannot be trained or measured here")


def load_split() -> Split:
    """Every source, divided as the module says."""
    require_data()
    facqa, kept_out = rows("facqa/dev_qa.jsonl"), facqa_kept_out()
    idk, tydi = rows("idk_mrc/dev_qa.jsonl"), rows("tydiqa_id/dev_qa.jsonl")
    known = {(row["question"], row["passage"]) for row in idk}
    xling, qasina = rows("xling_squad_en_id/dev_qa.jsonl"), rows("qasina/dev_qa.jsonl")
    train = {
        "facqa": [example("facqa", r) for r in facqa if r["pid"] not in kept_out],
        "idk_mrc": [example("idk_mrc", r) for r in idk if r["official_split"] == "train"],
        "tydiqa": [
            example("tydiqa", r)
            for r in tydi
            if r["official_split"] == "train" and (r["question"], r["passage"]) not in known
        ],
        "qasina": [example("qasina", r) for r in qasina if not in_part(r["pid"], 5)],
        "xling": [cross_lingual(r) for r in xling if not in_part(r["pid"], 4)],
        "xling_id": [cross_lingual(r, "question_id_mt") for r in xling if not in_part(r["pid"], 4)],
    }
    held_out = {
        "facqa": [example("facqa", r) for r in facqa if r["pid"] in kept_out],
        "idk_mrc": [example("idk_mrc", r) for r in idk if r["official_split"] == "valid"],
        "tydiqa": [example("tydiqa", r) for r in tydi if r["official_split"] == "valid"],
        "qasina": [example("qasina", r) for r in qasina if in_part(r["pid"], 5)],
        "xling": [cross_lingual(r) for r in xling if in_part(r["pid"], 4)],
        "facqa_en": english_facqa(facqa),
        **institutional(),
    }
    return Split(
        {name: [e for e in part if e is not None] for name, part in train.items()},
        {name: [e for e in part if e is not None] for name, part in held_out.items()},
    )


def rows(name: str) -> list[dict[str, Any]]:
    """The objects of a .jsonl or .jsonl.gz file of the data."""
    path = DATA / name
    content = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
    return [json.loads(line) for line in content.splitlines()]


def in_part(key: str, parts: int) -> bool:
    """Whether a key falls into one of `parts` equal parts, the same on every machine."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % parts == 0


def facqa_kept_out() -> set[str]:
    """Passages of FacQA that are only measured on."""
    valid = {row["pid"] for row in rows("facqa/dev_qa.jsonl") if row["split"] == "valid"}
    return valid | {pid for row in rows("facqa_en/dev_queries.jsonl") for pid in row["pids"]}


def example(source: str, row: dict[str, Any]) -> Example | None:
    """A row with character offsets; None where an offset does not hold its text."""
    spans = []
    for answer in row["answers"]:
        start, text = answer["start"], answer["text"]
        if start is None or row["passage"][start : start + len(text)] != text:
            return None
        spans.append((start, start + len(text)))
    return Example(source, row["question"], row["passage"], tuple(spans))


def cross_lingual(row: dict[str, Any], asked: str = "question_en") -> Example | None:
    """An English question, or its machine translation, over a machine-translated passage."""
    return example(
        "xling", {"question": row[asked], "passage": row["passage_id_mt"], "answers": row["answers"]}
    )


def english_facqa(facqa: Sequence[dict[str, Any]]) -> list[Example | None]:
    """The English FacQA questions over their passages."""
    passages = {row["pid"]: row["passage"] for row in facqa}
    found = []
    for row in rows("facqa_en/dev_queries.jsonl"):
        passage = passages.get(row["pid"], "")
        start = passage.find(row["answers"][0])
        spans = ((start, start + len(row["answers"][0])),) if start >= 0 else ()
        found.append(Example("facqa_en", row["question"], passage, spans) if spans else None)
    return found


def institutional() -> dict[str, list[Example]]:
    """The institutional questions in both languages over a window of their articles around the answer."""
    texts = {row["doc_id"]: row["text"] for row in rows("institutional/dev_articles.jsonl")}
    parts: dict[str, list[Example]] = {"inst_id": [], "inst_en": []}
    for row in rows("institutional_qa/dev_qa.jsonl"):
        if row["is_impossible"] or row.get("answer_in") != "text":
            continue
        text, start = texts[row["doc_id"]], row["answer_start_char"]
        answer = row["answers"][0]
        if text[start : start + len(answer)] != answer:
            continue
        for key, question in (("inst_id", row["question"]), ("inst_en", row["question_en"])):
            parts[key].append(crop(Example(key, question, text, ((start, start + len(answer)),)), None))
    return parts


def crop(found: Example, rng: random.Random | None) -> Example:
    """A window of at most WINDOW characters around the first answer, cut at spaces; with `rng` at random."""
    text = found.passage
    window = rng.choice(TRAINED_WINDOWS) if rng else WINDOW
    if len(text) <= window:
        return found
    first, last = found.answers[0] if found.answers else (0, 0)
    low, high = max(0, last - window), min(first, len(text) - window)
    if rng and not found.answers:
        low, high = 0, len(text) - window
    begin = rng.randint(min(low, high), max(low, high)) if rng else (low + high) // 2
    begin = 0 if begin <= 0 else text.find(" ", begin) + 1
    begin = min(begin, first) if found.answers else begin
    end = begin + window
    end = end if end >= len(text) else max(text.rfind(" ", begin, end), last)
    kept = tuple((a - begin, b - begin) for a, b in found.answers if a >= begin and b <= end)
    return replace(found, passage=text[begin:end], answers=kept)


def without_answer(found: Example) -> Example | None:
    """The passage without the sentence that answers; None if nothing or the answer's words remain."""
    if not found.answers:
        return None
    first, last = found.answers[0]
    borders = [0, *(m.end() for m in re.finditer(r"[.!?]['\"”’)]*\s+", found.passage)), len(found.passage)]
    begin = max(b for b in borders if b <= first)
    end = min((b for b in borders if b >= last), default=len(found.passage))
    rest = (found.passage[:begin] + found.passage[end:]).strip()
    if len(rest) < 80 or holds(rest, [found.passage[first:last]]):
        return None
    return Example(f"{found.source}-cut", found.question, rest, ())


def holds(passage: str, answers: Iterable[str]) -> bool:
    """Whether a passage names one of the answers, whatever the case."""
    lowered = passage.casefold()
    return any(answer.casefold().strip(" .,\"'") in lowered for answer in answers)


def answer_texts(found: Example) -> list[str]:
    """The answers as text."""
    return [found.passage[a:b] for a, b in found.answers]
