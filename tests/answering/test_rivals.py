"""Which of two releases that do not agree is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tanyahumas.answering.rivals import Candidate, told
from tanyahumas.domain import Quote, Release
from tests.conftest import make_release

OLD = make_release("lama", "Wisuda diikuti 729 orang. Acara digelar di aula.", date=dt.date(2025, 10, 23))
RALAT = make_release(
    "ralat",
    "Humas meralat siaran pers. Jumlah lulusan tertulis 729 orang. Angka yang benar ialah 792 orang.",
    title="Ralat: Jumlah Lulusan",
    corrects="lama",
)
NEW = make_release("baru", "Loket buka pukul 13.00.", supersedes="dulu")
PAST = make_release("dulu", "Loket buka pukul 08.00.")


def said(release: Release, sentence: str, span: str | None, score: float) -> Candidate:
    start = release.text.index(sentence)
    at = start + sentence.index(span) if span else 0
    quote = Quote(release, start, start + len(sentence))
    return Candidate(quote, score, (at, at + len(span)) if span else None)


def shown(candidate: Candidate | None) -> tuple[str, str | None] | None:
    if candidate is None:
        return None
    text = candidate.quote.release.text
    return candidate.quote.text, text[slice(*candidate.span)] if candidate.span else None


OF_OLD = said(OLD, "Wisuda diikuti 729 orang.", "729 orang", 1.4)
OF_RALAT = said(RALAT, "Jumlah lulusan tertulis 729 orang.", "729", 1.5)
RIGHT = ("Angka yang benar ialah 792 orang.", "792")


@pytest.mark.parametrize("best", [OF_OLD, OF_RALAT, said(RALAT, OF_RALAT.quote.text, None, 1.5)])
def test_the_right_figure_is_told(best: Candidate) -> None:
    """Wherever the wrong figure was found, the sentence with the right one is told."""
    first, second = told([best], [OLD, RALAT])
    assert shown(first) == (RIGHT if best.span else (RIGHT[0], None))
    assert second is None


def test_a_figure_is_right_where_nothing_corrects_it() -> None:
    """Without the correction among what is shown, and for other words of the release, nothing changes."""
    hall = said(OLD, "Acara digelar di aula.", "aula", 1.4)
    assert told([OF_OLD], [OLD]) == (OF_OLD, None)
    assert told([hall], [OLD, RALAT]) == (hall, None)


@pytest.mark.parametrize(("score", "first"), [(-1.4, "baru"), (-1.6, "dulu")])
def test_a_successor_is_told_when_it_answers_nearly_as_surely(score: float, first: str) -> None:
    """A successor that hardly answers is about something else; the old one is never beside the new."""
    old = said(PAST, PAST.text, "08.00", 1.5)
    new = said(NEW, NEW.text, "13.00", score)
    best, second = told([old, new], [PAST, NEW])
    assert (best.quote.release.id, second) == (first, None)
    assert told([new, old], [PAST, NEW]) == (new, None)


@pytest.mark.parametrize(("text", "score", "both"), [
    ("Kebun ditanami 540 pohon mangga.", 0.1, True),
    ("Kebun ditanami 540 pohon mangga.", -0.1, False),
    ("Ada 540 batang di sana.", 1.2, False),
    ("Ada 540 batang di sana.", 1.3, True),
    ("Di kebun ada 450 pohon.", 1.5, False),
])  # fmt: skip
def test_contradicting_releases_are_both_told(text: str, score: float, both: bool) -> None:
    """Two figures for one thing are both told: alike sentences sooner than others, the same figure never."""
    one = make_release("satu", "Kebun ditanami 450 pohon mangga.")
    other = make_release("dua", text)
    figure = "450" if "450" in text else "540"
    first = said(one, one.text, "450", 1.5)
    assert (told([first, said(other, text, figure, score)], [one, other])[1] is not None) is both


def test_other_words_for_one_thing_are_no_contradiction() -> None:
    """Asked what something is, only alike sentences contradict each other."""
    one = make_release("satu", "Kebun ditanami 450 pohon mangga.")
    free, alike = (
        make_release(name, text)
        for name, text in (("dua", "Ada 540 batang di sana."), ("tiga", "Kebun ditanami 540 pohon mangga."))
    )
    first = said(one, one.text, "450", 1.5)
    others = [said(free, free.text, "540", 1.5), said(alike, alike.text, "540", 1.5)]
    assert told([first, *others], [one, free, alike], alike=True)[1] == others[1]
    assert told([first, *others], [one, free, alike])[1] == others[0]


def test_what_would_not_be_told_by_itself_contradicts_nothing() -> None:
    one, other = (
        make_release("satu", "Kebun ditanami 450 pohon."),
        make_release("dua", "Ada 540 pohon di kebun."),
    )
    first, second = said(one, one.text, "450", -0.5), said(other, other.text, "540", -0.5)
    assert told([first, second], [one, other])[1] == second
    assert told([first, replace(second, sure=False)], [one, other])[1] is None


@pytest.mark.parametrize("date", [dt.date(2024, 10, 17), None])
def test_what_happens_every_year_is_no_contradiction(date: dt.date | None) -> None:
    """The same sentence with another figure, of another year or of nobody knows when, is another event."""
    one = make_release("satu", "Wisuda diikuti 700 orang.", date=dt.date(2025, 10, 17))
    other = make_release("dua", "Wisuda diikuti 650 orang.", date=date)
    rivals = [said(one, one.text, "700", 1.5), said(other, other.text, "650", 0.5)]
    assert told(rivals, [one, other])[1] is None
