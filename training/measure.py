"""Figures of the shipped reader on held-out questions: `python training/measure.py`.

Prints for every source exact match, F1, refusals at several probabilities, then calibration and speed.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence

import numpy as np
from data import Example, crop, load_split, rows, without_answer
from evaluate import f1, mean, normalise

from tanyahumas.answering.reader import SHIFT, SLOPE, Reader
from tanyahumas.config import PROJECT_ROOT
from tanyahumas.embedding import load_embedder
from tanyahumas.embedding.default import BuiltIn

HOME = PROJECT_ROOT / ".tanyahumas"
Prediction = tuple[str, float]


def main() -> None:
    reader = Reader(BuiltIn(HOME))
    parts = {**load_split().held_out, **refusals()}
    found = {name: [read(reader, one) for one in part] for name, part in parts.items()}
    for name, part in parts.items():
        print(name, json.dumps(figures(part, found[name])))
    calibrate([pair for name, part in parts.items() for pair in judged(part, found[name])])
    speed(reader)


def refusals() -> dict[str, list[Example]]:
    """What has no answer: institutional unanswerables and answerables over the nearest wrong passages."""
    split = load_split()
    asked = {
        "wrong_en": split.held_out["facqa_en"] + split.held_out["inst_en"],
        "wrong_id": split.held_out["facqa"][:120] + split.held_out["inst_id"],
        "unanswerable_en": questions("question_en"),
        "unanswerable_id": questions("question"),
    }
    corpus = [row["text"] for row in rows("retrieval/dev_10k/corpus.jsonl.gz")][:1200]
    embedder = load_embedder(HOME, "")
    vectors = embedder.embed_passages(corpus)
    found = {}
    for name, part in asked.items():
        found[name] = []
        for one in part:
            answers = [one.passage[a:b].casefold() for a, b in one.answers]
            near = np.argsort(-(vectors @ embedder.embed_query(one.question)))[:12]
            wrong = [corpus[i] for i in near if not any(a in corpus[i].casefold() for a in answers)]
            found[name] += [Example(name, one.question, text, ()) for text in wrong[:3]]
    for name in ("xling", "inst_en", "inst_id", "facqa_en"):
        found[f"cut_{name}"] = [c for c in map(without_answer, split.held_out[name]) if c]
    return found


def questions(key: str) -> list[Example]:
    """The institutional questions without an answer."""
    return [
        Example("none", row[key], "", ())
        for row in rows("institutional_qa/dev_qa.jsonl")
        if row["is_impossible"]
    ]


def read(reader: Reader, one: Example) -> Prediction:
    """The reader's answer and its margin."""
    passage = crop(one, None).passage
    (reading,) = reader.read(one.question, [passage])
    return passage[reading.start : reading.end], reading.span_score - reading.null_score


def probability(margin: float) -> float:
    """The reader's calibrated probability."""
    return 1 / (1 + math.exp(-(SLOPE * margin + SHIFT)))


def gold(one: Example) -> list[str]:
    """The answers as text."""
    return [one.passage[a:b] for a, b in one.answers]


def figures(part: Sequence[Example], found: Sequence[Prediction]) -> dict[str, object]:
    """Exact match, F1 and containment on the answerable; shares answered and refused by probability."""
    told = [
        (gold(one), text, probability(m)) for one, (text, m) in zip(part, found, strict=True) if one.answers
    ]
    silent = [probability(m) for one, (_, m) in zip(part, found, strict=True) if not one.answers]
    result: dict[str, object] = {"n": len(part)}
    if told:
        result |= {
            "exact": round(mean([max(normalise(t) == normalise(g) for g in gs) for gs, t, _ in told]), 3),
            "f1": round(mean([max(f1(t, g) for g in gs) for gs, t, _ in told]), 3),
            "contains": round(mean([any(normalise(g) in normalise(t) for g in gs) for gs, t, _ in told]), 3),
        }
        for level in (0.3, 0.5, 0.7):
            result[f"f1@{level}"] = round(
                mean([max(f1(t, g) for g in gs) if p >= level else 0.0 for gs, t, p in told]), 3
            )
    for level in (0.3, 0.5, 0.7):
        if silent:
            result[f"refused@{level}"] = round(mean([p < level for p in silent]), 3)
    return result


def judged(part: Sequence[Example], found: Sequence[Prediction]) -> list[tuple[float, bool]]:
    """(margin, right): right means that the passage answers and the span overlaps an answer (F1 over 0.5)."""
    return [
        (m, bool(one.answers) and max(f1(text, g) for g in gold(one)) > 0.5)
        for one, (text, m) in zip(part, found, strict=True)
    ]


def calibrate(pairs: Sequence[tuple[float, bool]]) -> None:
    """Fit slope and shift by logistic regression; print the reliability table and the calibration error."""
    margins, right = np.array([m for m, _ in pairs]), np.array([r for _, r in pairs], float)
    slope, shift = 0.5, 0.0
    for _ in range(50):  # Newton's method
        p = 1 / (1 + np.exp(-(slope * margins + shift)))
        g = np.array([((right - p) * margins).sum(), (right - p).sum()])
        w = p * (1 - p)
        h = np.array([[(w * margins**2).sum(), (w * margins).sum()], [(w * margins).sum(), w.sum()]])
        slope, shift = np.array([slope, shift]) + np.linalg.solve(h, g)
    print(f"fitted slope {slope:.3f} shift {shift:.3f}; in the code {SLOPE} {SHIFT}")
    p = 1 / (1 + np.exp(-(SLOPE * margins + SHIFT)))
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1 + 1e-9 * (low > 0.85))
        if inside.any():
            error += inside.mean() * abs(p[inside].mean() - right[inside].mean())
            print(f"{low:.1f} n {inside.sum()} said {p[inside].mean():.3f} right {right[inside].mean():.3f}")
    print(f"expected calibration error {error:.4f}")


def speed(reader: Reader) -> None:
    """Median times of 8 and 32 passages beside one query embedding."""
    embedder = load_embedder(HOME, "")
    texts = [row["text"] for row in rows("retrieval/dev_10k/corpus.jsonl.gz")][:352]
    question = "Siapa yang menandatangani nota kesepahaman dengan pemerintah kabupaten?"

    def median(run: list[float]) -> float:
        return sorted(run)[len(run) // 2] * 1000

    def timed(call) -> float:  # noqa: ANN001
        began = time.perf_counter()
        call()
        return time.perf_counter() - began

    query = median([timed(lambda i=i: embedder.embed_query(f"{question} {i}")) for i in range(30)])
    eight = median([timed(lambda i=i: reader.read(question, texts[8 * i : 8 * i + 8])) for i in range(12)])
    many = median([timed(lambda i=i: reader.read(question, texts[96 + 32 * i :][:32])) for i in range(5)])
    print(
        f"query {query:.1f} ms, 8 passages {eight:.0f} ms ({eight / query:.1f} times),"
        f" 32 passages {many:.0f} ms ({many / query:.1f} times)"
    )


if __name__ == "__main__":
    main()
