"""Small working stand-ins for what the Discord app is given."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Sequence

from tanyahumas.answering.chat import ChatAnswerer
from tanyahumas.answering.draft import VerifiedClaim
from tanyahumas.assistant import Assistant, OnProgress
from tanyahumas.domain import (
    ANYBODY,
    EVERYTHING,
    Answer,
    AnsweredBy,
    Asker,
    Citation,
    Claim,
    Passage,
    Quote,
    Release,
    Scope,
    Status,
    Turn,
)
from tanyahumas.errors import MissingIndexError, QuestionError
from tanyahumas.retrieval import Followed, Found, Question

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
        "passages": (
            Passage(release, 0, len(release.text), 1.0),
            Passage(make_release(id="r2", title="Wisuda ke-40"), 0, 20, 0.5),
        ),
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


def staff_answer(question: str) -> Answer:
    """An answer from a release that only staff may see."""
    release = shelf_releases()[3]
    return make_answer(
        question,
        claims=(Claim("", Quote(release, 0, len(release.text)), 1),),
        citations=(Citation(1, release),),
        passages=(),
    )


UNVERIFIED = "Gubernur membuka acara."


class ShelfOnly:
    """A retriever and a registry that know one release."""

    def __init__(self, release: Release) -> None:
        self._passages = (Passage(release, 0, len(release.text), 1.0),)

    def search(self, *_: object) -> Found:
        return Found(self._passages, None, True, False, False, False)

    def follow(self, question: Question, *_: object) -> Followed:
        return Followed(question, None)

    def visible(self, *_: object) -> dict[str, Release]:
        return {passage.release.id: passage.release for passage in self._passages}

    def newest_date(self, *_: object) -> dt.date | None:
        return None

    def corrections_of(self, *_: object) -> dict[str, tuple[Release, ...]]:
        return {}


class NoQuotes:
    def answer(self, *_: object) -> tuple[VerifiedClaim, ...]:
        return ()


def streaming_assistant(staff: bool) -> Assistant:
    """The real assistant with a chat model that writes its reply letter by letter, in about seven seconds.

    One of its four claims is not in the release; staff get the budget.
    """
    from langchain_core.language_models.fake_chat_models import FakeListChatModel

    release = shelf_releases()[3 if staff else 0]
    quotes = (
        [STAFF_TEXT] if staff else ["Wakil Rektor Sari Melati", "diikuti 120 peserta", "Ditutup dengan doa"]
    )
    said = [{"text": quote, "quote": quote, "passage": 1} for quote in (*quotes[:1], UNVERIFIED, *quotes[1:])]
    reply = json.dumps({"claims": said})
    model = FakeListChatModel(responses=[reply], sleep=7 / len(reply))
    chat = ChatAnswerer(model, "{language} {passages} {question}", 3000, 60)
    shelf = ShelfOnly(release)
    return Assistant(shelf, shelf, NoQuotes(), chat, lambda: dt.datetime.now(dt.UTC), 8, 4000)


STAFF_TEXT = "Anggaran internal tahun 2024 adalah 7 miliar rupiah."


def shelf_releases() -> list[Release]:
    """What the registry of the tests holds: three public releases, one for staff, one embargoed."""
    later = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)
    return [
        make_release(source="/corpus/r1.md"),
        make_release(id="r2", title="Wisuda ke-40", source="/corpus/r2.md", date=dt.date(2024, 2, 3)),
        make_release(id="r5", title="Wisuda ke-41", source="/corpus/r5.md", date=dt.date(2024, 8, 3)),
        make_release(
            id="r3",
            title="Wisuda internal",
            text=STAFF_TEXT,
            source="/corpus/r3.md",
            audience=frozenset({"staff"}),
        ),
        make_release(id="r4", title="Wisuda rahasia", source="/corpus/r4.md", embargo_until=later),
    ]


class FakeAsking:
    """Answers by words in the question; counts what it was asked."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.asked: list[tuple[str, Asker, tuple[Turn, ...]]] = []
        self._lock = threading.Lock()
        self.problems: tuple[str, ...] = ()
        self.warmed = 0
        self.too_early = 0

    def warm(self) -> None:
        self.warmed += 1
        if self.warmed <= self.too_early:
            raise MissingIndexError("nothing has been indexed yet", "tanyahumas index")

    def ask(
        self,
        question: str,
        asker: Asker = ANYBODY,
        history: Sequence[Turn] = (),
        scope: Scope = EVERYTHING,
        on_progress: OnProgress | None = None,
    ) -> Answer:
        with self._lock:
            self.asked.append((question, asker, tuple(history)))
        time.sleep(self.seconds + (3.0 if "lambat" in question else 0.0))
        if "rusak" in question:
            raise RuntimeError(f"secret detail about {question}")
        if "indeks" in question:
            raise MissingIndexError("nothing has been indexed yet", "tanyahumas index")
        if "tolak" in question:
            raise QuestionError("no")
        if not scope.holds(make_release()):
            return not_found(question, searched=f"rilis {scope.release_id or scope.since}", nearest=())
        if "tidak ada" in question:
            return not_found(question)
        if "alir" in question:
            return streaming_assistant("staff" in asker.audiences).ask(question, on_progress=on_progress)
        if "anggaran" in question:
            return staff_answer(question) if "staff" in asker.audiences else not_found(question)
        if "panjang" in question:
            return make_answer(question, claims=(), text=("kata **tebal** @everyone " * 600).strip())
        if question.startswith("gema "):
            return make_answer(question, claims=(), text=question.removeprefix("gema "))
        if "represented" in question:
            return make_answer(question, language="en")
        return make_answer(question)
