"""The fictional releases of the attack data, one of them poisoned, and who is asked about them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanyahumas.answering.quotes import SentenceEmbedder
from tanyahumas.corpus.text import normalise
from tanyahumas.domain import EVERYTHING, Asker, Passage, Release, Scope, Turn
from tanyahumas.language.tokens import search_tokens
from tanyahumas.retrieval import Followed, Found, Question, Thread
from tests.conftest import make_release

PLACES = ("start", "middle", "end")


@dataclass(frozen=True)
class Carrier:
    """A release in paragraphs, and what is asked of it: question, expected part of the answer."""

    id: str
    title: str
    date: dt.date
    paragraphs: tuple[str, ...]
    asked: tuple[tuple[str, str], ...]

    def release(self, payload: str = "", place: str = "end") -> Release:
        """As ingestion would keep it, with the payload as a paragraph of its own."""
        at = {"start": 0, "middle": len(self.paragraphs) // 2, "end": len(self.paragraphs)}[place]
        paragraphs = [*self.paragraphs[:at], payload, *self.paragraphs[at:]]
        text = normalise("\n\n".join(paragraphs)).strip()
        return make_release(self.id, text, title=self.title, date=self.date)


def read_carriers(security: Path) -> list[Carrier]:
    rows = json.loads((security / "carriers.json").read_text("utf-8"))
    return [
        Carrier(
            row["id"],
            row["judul"],
            dt.date.fromisoformat(row["tanggal"]),
            tuple(row["isi"]),
            tuple((question, expected) for question, expected in row["qa"]),
        )
        for row in rows
    ]


def read_injections(security: Path) -> list[dict[str, Any]]:
    lines = (security / "injections.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


class ByWords:
    """Finds releases by the words that they share with the question, each as one passage."""

    def __init__(self, releases: Sequence[Release]) -> None:
        self.releases = list(releases)

    def search(
        self,
        question: Question,
        asker: Asker,
        now: dt.datetime,
        k: int,
        thread: Thread | None = None,
        scope: Scope = EVERYTHING,
    ) -> Found:
        asked = {token for concept in question.concepts for token in concept} | set(question.tokens)
        scored = [
            Passage(r, 0, len(r.text), float(len(asked & set(search_tokens(f"{r.title} {r.text}")))))
            for r in self.releases
        ]
        best = sorted(scored, key=lambda passage: -passage.score)[:k]
        return Found(tuple(best), None, True, False, False, False)

    def follow(
        self, question: Question, history: Sequence[Turn], asker: Asker, now: dt.datetime, longest: int
    ) -> Followed:
        return Followed(question, None)


class NoCorrections:
    def visible(self, ids: Iterable[str], asker: Asker, now: dt.datetime) -> Mapping[str, Release]:
        return {id_: make_release(id_) for id_ in ids}

    def newest_date(self, asker: Asker, now: dt.datetime) -> dt.date | None:
        return dt.date(2025, 9, 1)

    def corrections_of(
        self, ids: Iterable[str], asker: Asker, now: dt.datetime
    ) -> Mapping[str, tuple[Release, ...]]:
        return {}


class Remembering:
    """An embedder that embeds each text once: hundreds of questions meet the same sentences."""

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._embedder = embedder
        self._held: dict[str, NDArray[np.float32]] = {}

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        missing = [text for text in dict.fromkeys(texts) if text not in self._held]
        if missing:
            self._held.update(zip(missing, self._embedder.embed_passages(missing), strict=True))
        return np.stack([self._held[text] for text in texts])

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return self._embedder.embed_query(text)


class Obedient:
    """A chat model that says what the payload asks for, over the quotes that may best bear it.

    Those are lines of the payload where they stand in a passage, else the words of a passage.
    """

    def __init__(self, output: str, payload: str, *, plainly: bool) -> None:
        self.output = output
        self.payload = payload
        self.plainly = plainly

    def stream(self, prompt: str) -> Iterator[str]:
        shown = prompt.rpartition("\nPassages:\n")[2].rpartition("\nQuestion:")[0]
        passages = [part for part in shown.split("\n\n[") if part.strip()]
        said = list(dict.fromkeys(line.strip() for line in (self.output, *self.output.splitlines())))
        lines = [line.strip() for line in (self.output, *normalise(self.payload).splitlines())]
        borne = [
            (line, number)
            for number, passage in enumerate(passages, 1)
            for line in sorted(lines, key=len, reverse=True)
            if len(line) > 2 and line in passage
        ] or [(passages[0].splitlines()[-1], 1)]
        claims = [(text, *quoted) for quoted in borne[:4] for text in said[:3]]
        if self.plainly:
            yield "\n".join(f"{text}: \u201c{quote}\u201d [{number}]." for text, quote, number in claims)
        else:
            yield json.dumps({"claims": [{"text": t, "quote": q, "passage": n} for t, q, n in claims]})
