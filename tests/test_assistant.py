"""From a question to an answer, with small fakes for retrieval and answering."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from tanyahumas.answering.corrections import with_corrections
from tanyahumas.answering.draft import OnClaims, VerifiedClaim
from tanyahumas.assistant import Assistant, Rewriter
from tanyahumas.domain import EVERYTHING, AnsweredBy, Asker, Passage, Quote, Release, Scope, Turn
from tanyahumas.errors import AnsweringError, UnknownReleaseError
from tanyahumas.retrieval import Followed, Found, Period, Question, Thread
from tests.conftest import make_release

NOW = dt.datetime(2025, 11, 24, 2, tzinfo=dt.UTC)
OCTOBER = Period(dt.date(2025, 10, 1), dt.date(2025, 10, 31))
FIRST = make_release("satu", "Donor darah digelar. Ada 80 kantong.")
SECOND = make_release("dua", "Wisuda digelar. Ada 700 lulusan.")


def passage(release: Release, score: float = 1.0) -> Passage:
    return Passage(release, 0, len(release.text), score)


@dataclass
class Finding:
    """Finds what it was made with and remembers what it was asked."""

    found: Found
    asked: list[str] = field(default_factory=list)

    def search(
        self,
        question: Question,
        asker: Asker,
        now: dt.datetime,
        k: int,
        thread: Thread | None = None,
        scope: Scope = EVERYTHING,
    ) -> Found:
        self.asked.append(question.text)
        return self.found

    def follow(
        self, question: Question, history: Sequence[Turn], asker: Asker, now: dt.datetime, longest: int
    ) -> Followed:
        return Followed(question, None)


class NoCorrections:
    def visible(self, ids: Iterable[str], asker: Asker, now: dt.datetime) -> Mapping[str, Release]:
        return {release.id: release for release in (FIRST, SECOND) if release.id in set(ids)}

    def newest_date(self, asker: Asker, now: dt.datetime) -> dt.date | None:
        return dt.date(2025, 11, 20)

    def corrections_of(
        self, ids: Iterable[str], asker: Asker, now: dt.datetime
    ) -> Mapping[str, tuple[Release, ...]]:
        return {}


class Quoting:
    def answer(self, question: Question, passages: Sequence[Passage]) -> tuple[VerifiedClaim, ...]:
        return tuple(VerifiedClaim("", Quote(p.release, p.start, p.end)) for p in passages[:1])


class Rewriting:
    def __init__(self, text: str | None) -> None:
        self._text = text

    def rewrite(self, question: str, history: Sequence[Turn]) -> str:
        if self._text is None:
            raise AnsweringError("no reply")
        return self._text


def make(finding: Finding, rewriter: Rewriter | None = None) -> Assistant:
    return Assistant(finding, NoCorrections(), Quoting(), None, lambda: NOW, 8, 1000, rewriter)


def test_a_list_of_days_tells_every_release() -> None:
    """One claim a release, how it begins, and which days were searched."""
    found = Found((passage(FIRST), passage(SECOND)), OCTOBER, True, True, True, True)
    answer = make(Finding(found)).ask("kegiatan apa saja bulan lalu?")
    assert [claim.quote.text for claim in answer.claims] == ["Donor darah digelar.", "Wisuda digelar."]
    assert answer.notices == ("Rentang yang dicari: Oktober 2025.",)


def test_a_question_for_the_content_is_told_by_the_release_that_is_talked_about() -> None:
    """How it begins, not what was found first."""
    talked_about = make_release("dua", "Wisuda digelar di gedung baru. Ada 700 lulusan dari enam fakultas.")
    found = Found((passage(FIRST), passage(talked_about)), None, True, False, False, True, "dua")
    answer = make(Finding(found)).ask("isinya apa?")
    told = [claim.quote.text for claim in answer.claims]
    assert told == ["Wisuda digelar di gedung baru.", "Ada 700 lulusan dari enam fakultas."]
    assert answer.claims[0].quote.release.id == "dua"


def test_days_without_a_release_are_said() -> None:
    """Where releases of a period are asked for and there is none, nothing else is told instead."""
    found = Found((passage(FIRST),), OCTOBER, False, True, False, False)
    answer = make(Finding(found)).ask("kegiatan apa saja bulan lalu?")
    assert not answer.found
    assert "Oktober 2025" in answer.notices[0]
    assert answer.nearest == (FIRST,)


def test_an_answer_from_outside_the_days_says_so() -> None:
    """With a topic the nearest release answers, and the notice tells that the days hold none."""
    found = Found((passage(FIRST),), OCTOBER, False, False, False, False)
    answer = make(Finding(found)).ask("who gave blood last month?")
    assert answer.found
    assert answer.notices[0].startswith("There is no release from October 2025")


class Withdrawing(NoCorrections):
    """A registry in which the first release is withdrawn while the chat model answers."""

    withdrawn = False

    def visible(self, ids: Iterable[str], asker: Asker, now: dt.datetime) -> Mapping[str, Release]:
        seen = dict(super().visible(ids, asker, now))
        return {id_: release for id_, release in seen.items() if not (self.withdrawn and id_ == FIRST.id)}


class SlowChat:
    """A chat model that tells the first passage; meanwhile its release is withdrawn."""

    def __init__(self, registry: Withdrawing) -> None:
        self._registry = registry

    def answer(
        self, question: Question, passages: Sequence[Passage], on_claims: OnClaims | None = None
    ) -> tuple[VerifiedClaim, ...]:
        self._registry.withdrawn = True
        return Quoting().answer(question, passages)


@pytest.mark.parametrize("left", [(SECOND,), ()])
def test_a_release_withdrawn_while_the_answer_is_made_is_not_told(left: tuple[Release, ...]) -> None:
    """What is left answers, without the chat model; nothing of the withdrawn one is shown anywhere."""
    found = Found((passage(FIRST), *map(passage, left)), None, True, False, False, False)
    registry = Withdrawing()
    assistant = Assistant(Finding(found), registry, Quoting(), SlowChat(registry), lambda: NOW, 8, 1000)
    answer = assistant.ask("donor darah?")
    assert [citation.release for citation in answer.citations] == list(left)
    assert FIRST not in [p.release for p in answer.passages]
    assert FIRST not in answer.nearest
    assert answer.answered_by is (AnsweredBy.QUOTES if left else AnsweredBy.NOBODY)


def test_a_follow_up_is_rewritten() -> None:
    """The search gets the rewritten question, the reader of the answer sees his own."""
    finding = Finding(Found((passage(FIRST),), None, True, False, False, False))
    answer = make(finding, Rewriting("berapa kantong donor darah?")).ask("berapa?", history=[Turn("x", ())])
    assert (finding.asked, answer.question) == (["berapa kantong donor darah?"], "berapa?")


def test_a_failed_rewriting_falls_back_to_rules() -> None:
    """Without a reply, or with an empty one, the question is followed by rules."""
    for text in (None, "", "???"):
        finding = Finding(Found((passage(FIRST),), None, True, False, False, False))
        assert make(finding, Rewriting(text)).ask("berapa?", history=[Turn("x", ())]).found
        assert finding.asked == ["berapa?"]


def test_a_correction_stands_before_only_when_it_is_as_near() -> None:
    """One found nearly as near comes first, one that is further or was not found right behind."""
    old, other = passage(FIRST, 2.0), passage(make_release("lain"), 1.0)
    near, far = passage(SECOND, 1.9), passage(SECOND, 0.5)
    corrections = {"satu": (SECOND,)}
    order = [
        [p.release.id for p in with_corrections(passages, corrections)]
        for passages in ((old, near, other), (old, other, far), (old, other))
    ]
    assert order == [["dua", "satu", "lain"], ["satu", "dua", "lain"], ["satu", "dua", "lain"]]


EMPTY = Found((), None, True, False, False, False)


@pytest.mark.parametrize(
    ("question", "scope", "said"),
    [
        ("kapan wisuda?", Scope(dt.date(2024, 1, 1), dt.date(2024, 12, 31)), "rilis bertanggal 2024"),
        ("kapan wisuda?", Scope(until=dt.date(2024, 5, 3)), "rilis bertanggal sampai 3 Mei 2024"),
        ("when was it?", Scope(since=dt.date(2024, 5, 3)), "releases dated since 3 May 2024"),
        ("when was it?", Scope(release_id="dua"), "the release “Judul rilis” (17 October 2023)"),
    ],
)
def test_nothing_in_a_scope_says_what_was_searched(question: str, scope: Scope, said: str) -> None:
    """The honest no names the scope in the question's language, and claims nothing about other releases."""
    answer = make(Finding(EMPTY)).ask(question, scope=scope)
    assert answer.searched == said
    assert said in answer.text
    assert answer.up_to is None


def test_a_correction_outside_the_scope_is_named_but_not_quoted() -> None:
    """What corrects the only release searched is told in a notice and takes no part in the answer."""

    class Corrected(NoCorrections):
        def corrections_of(
            self, ids: Iterable[str], asker: Asker, now: dt.datetime
        ) -> Mapping[str, tuple[Release, ...]]:
            return {"satu": (SECOND,)}

    found = Found((passage(FIRST),), None, True, False, False, False)
    assistant = Assistant(Finding(found), Corrected(), Quoting(), None, lambda: NOW, 8, 1000)
    answer = assistant.ask("berapa?", scope=Scope(release_id="satu"))
    assert [p.release.id for p in answer.passages] == ["satu"]
    assert SECOND.title in answer.notices[0]


def test_a_scope_of_an_unknown_release_is_refused() -> None:
    """Neither asking nor searching goes on with a release that nobody knows."""
    assistant = make(Finding(EMPTY))
    for call in (assistant.ask, assistant.search):
        with pytest.raises(UnknownReleaseError, match="tiga"):
            call("kapan?", scope=Scope(release_id="tiga"))


def test_claims_are_told_while_they_come() -> None:
    """The text of the claims verified so far is handed on, in the form of the answer's own text."""

    class Streaming(Quoting):
        def answer(
            self, question: Question, passages: Sequence[Passage], on_claims: OnClaims | None = None
        ) -> tuple[VerifiedClaim, ...]:
            claims = tuple(VerifiedClaim("", Quote(p.release, p.start, p.end)) for p in passages)
            for count in range(1, len(claims) + 1):
                if on_claims:
                    on_claims(claims[:count])
            return claims

    found = Found((passage(FIRST), passage(SECOND)), None, True, False, False, False)
    assistant = Assistant(Finding(found), NoCorrections(), Quoting(), Streaming(), lambda: NOW, 8, 1000)
    told: list[str] = []
    answer = assistant.ask("apa?", on_progress=told.append)
    assert len(told) == 2
    assert "[2]" not in told[0]
    assert told[1] == answer.text
    assert assistant.ask("apa?").text == answer.text


def test_a_damaged_index_is_told() -> None:
    """While stand-ins answer, every answer says in its language that something may be missing."""
    found = Found((passage(FIRST),), None, True, False, False, False)
    assistant = replace(make(Finding(found)), damage=lambda: ("the lexical index cannot be used",))
    assert "rusak sebagian" in assistant.ask("kapan donor darah?").notices[-1]
    assert "partly damaged" in assistant.ask("when was it?").notices[-1]
    assert not make(Finding(found)).ask("when was it?").notices


def test_warming_asks_no_chat_model() -> None:
    """Search and quotes are used before anybody asks; a chat model, which may cost money, is not."""

    class Costly(Quoting):
        def answer(
            self, question: Question, passages: Sequence[Passage], on_claims: OnClaims | None = None
        ) -> tuple[VerifiedClaim, ...]:
            raise AssertionError

    finding = Finding(Found((passage(FIRST),), None, True, False, False, False))
    replace(make(finding), chat=Costly()).warm()
    assert finding.asked
