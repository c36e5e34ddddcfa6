"""A scope narrows the search itself: with the project's corpus and the real model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from tanyahumas.app import App, assistant_of
from tanyahumas.assistant import Assistant
from tanyahumas.domain import Scope
from tanyahumas.errors import UnknownReleaseError
from tanyahumas.retrieval import retriever

QUESTION = "berapa peserta penandatanganan BP2MI?"
FAR = "2023-10-17-kerja-sama-bp2mi"
YEAR = Scope(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
EMBARGOED = "2025-11-20-klinik-terapung-cakrawala"


@pytest.fixture(scope="module")
def assistant(campus: App) -> Iterator[Assistant]:
    with assistant_of(campus) as made:
        yield made


def test_one_release_is_read_however_far_it_is(assistant: Assistant) -> None:
    """A release that the search alone would never bring up gives all the passages, as many as it has."""
    asked = "siapa juara lomba debat bahasa Inggris?"
    assert FAR not in {p.release.id for p in assistant.search(asked, k=5)}
    found = assistant.search(asked, k=5, scope=Scope(release_id=FAR))
    assert {p.release.id for p in found} == {FAR}
    assert sum(len(p.text) for p in found) > 0.9 * len(found[0].release.text)


def test_one_release_answers(assistant: Assistant) -> None:
    """The right release answers when it alone is asked, another one says that it does not tell."""
    answer = assistant.ask(QUESTION, scope=Scope(release_id=FAR))
    assert "39 peserta" in answer.claims[0].quote.text
    other = next(p.release for p in assistant.search("wisuda") if p.release.id != FAR)
    told = assistant.ask(QUESTION, scope=Scope(release_id=other.id))
    assert not told.found
    assert other.title in told.searched


@pytest.mark.parametrize("exact", [200, 0])
def test_dates_leave_k_as_it_is(assistant: Assistant, monkeypatch: pytest.MonkeyPatch, exact: int) -> None:
    """As many passages as without a scope, all of them inside, whether releases are read whole or fetched."""
    monkeypatch.setattr(retriever, "EXACT", exact)
    monkeypatch.setattr(retriever, "POOL", 5)
    found = assistant.search(QUESTION, k=5, scope=YEAR)
    assert len(found) == 5
    assert {p.release.date.year for p in found if p.release.date} == {2024}


@pytest.mark.parametrize("exact", [200, 0])
def test_nothing_in_the_dates(assistant: Assistant, monkeypatch: pytest.MonkeyPatch, exact: int) -> None:
    """Where no release lies nothing is found, and the answer says where was looked."""
    monkeypatch.setattr(retriever, "EXACT", exact)
    answer = assistant.ask(QUESTION, scope=Scope(until=dt.date(1999, 12, 31)))
    assert (answer.found, answer.passages, answer.nearest) == (False, (), ())
    assert "sampai 31 Desember 1999" in answer.text


def test_days_of_the_question_and_a_scope_meet(assistant: Assistant) -> None:
    """A list of a period holds only what lies in the scope as well."""
    listed = assistant.search("rilis apa saja tahun 2023?", scope=Scope(release_id=FAR))
    assert [p.release.id for p in listed] == [FAR]
    assert {p.release.date.year for p in assistant.search("rilis terbaru", scope=YEAR) if p.release.date} == {
        2024
    }


def test_hidden_releases_stay_unknown(assistant: Assistant) -> None:
    """An embargoed release is refused in the words of one that never was."""
    said = []
    for id_ in (EMBARGOED, "tidak-pernah-ada"):
        with pytest.raises(UnknownReleaseError) as caught:
            assistant.ask("siapa kepala klinik?", scope=Scope(release_id=id_))
        said.append(str(caught.value).replace(id_, "ID"))
    assert said[0] == said[1]
    around = Scope(dt.date(2025, 11, 20), dt.date(2025, 11, 20))
    assert EMBARGOED not in {p.release.id for p in assistant.search("klinik terapung", scope=around)}
