"""Small working stand-ins for what the Discord app is given."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Sequence

from tanyahumas.domain import (
    ANYBODY,
    Answer,
    AnsweredBy,
    Asker,
    Citation,
    Claim,
    Passage,
    Quote,
    Release,
    Status,
    Turn,
)
from tanyahumas.errors import MissingIndexError, QuestionError

TEXT = "Rektor diwakili oleh Wakil Rektor Sari Melati. Acara diikuti 120 peserta.\n\nDitutup dengan doa."


def make_release(**changes: object) -> Release:
    """A published release for everybody; `changes` replace its fields."""
    fields: dict[str, object] = {
        "id": "r1",
        "title": "Penandatanganan kerja sama",
        "text": TEXT,
        "language": "id",
        "date": dt.date(2023, 10, 17),
        "event_date": None,
        "place": "Jakarta",
        "url": "https://kampus.example/rilis/1",
        "number": None,
        "byline": None,
        "source": "r1.md",
        "retelling": False,
        "status": Status.PUBLISHED,
        "embargo_until": None,
        "corrects": None,
        "supersedes": None,
        "audience": frozenset({"public"}),
    }
    return Release(**(fields | changes))  # type: ignore[arg-type]


def make_answer(question: str, **changes: object) -> Answer:
    """A found answer with one claim, one citation; `changes` replace its fields."""
    release = make_release()
    sentence = release.text.split(". ")[0] + "."
    fields: dict[str, object] = {
        "question": question,
        "language": "id",
        "found": True,
        "text": f"{sentence} [1]",
        "claims": (Claim(sentence, Quote(release, 0, len(sentence)), 1),),
        "citations": (Citation(1, release),),
        "passages": (Passage(release, 0, len(release.text), 1.0),),
        "nearest": (),
        "up_to": dt.date(2024, 1, 31),
        "notices": (),
        "answered_by": AnsweredBy.QUOTES,
        "milliseconds": 5,
    }
    return Answer(**(fields | changes))  # type: ignore[arg-type]


def not_found(question: str, **changes: object) -> Answer:
    """An answer that no release gives, with one nearest release."""
    empty: dict[str, object] = {
        "found": False,
        "text": "Belum ada rilis yang menjawabnya sampai 31 Januari 2024.",
        "claims": (),
        "citations": (),
        "passages": (),
        "nearest": (make_release(),),
        "answered_by": AnsweredBy.NOBODY,
    }
    return make_answer(question, **(empty | changes))


class FakeAsking:
    """Answers by words in the question; counts what it was asked."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.asked: list[tuple[str, Asker, tuple[Turn, ...]]] = []
        self._lock = threading.Lock()

    def ask(self, question: str, asker: Asker = ANYBODY, history: Sequence[Turn] = ()) -> Answer:
        with self._lock:
            self.asked.append((question, asker, tuple(history)))
        time.sleep(self.seconds + (3.0 if "lambat" in question else 0.0))
        if "rusak" in question:
            raise RuntimeError(f"secret detail about {question}")
        if "indeks" in question:
            raise MissingIndexError("nothing has been indexed yet", "tanyahumas index")
        if "tolak" in question:
            raise QuestionError("no")
        if "tidak ada" in question:
            return not_found(question)
        if "panjang" in question:
            return make_answer(question, text=("kata **tebal** @everyone " * 600).strip() + " [1]")
        if "represented" in question:
            return make_answer(question, language="en")
        return make_answer(question)
