"""Abbreviations, misspellings and near-duplicates."""

from __future__ import annotations

import datetime as dt

import pytest

from tanyahumas.index.catalog import Entry
from tanyahumas.retrieval.abbreviations import introduced, long_form
from tanyahumas.retrieval.passages import passages_of
from tanyahumas.retrieval.ranking import Hit
from tanyahumas.retrieval.spelling import Speller
from tests.conftest import make_release

TEXT = "Naskah diteken Badan Perlindungan Pekerja Migran Indonesia (BP2MI) dan Dinas Tenaga Kerja (Disnaker)."


@pytest.mark.parametrize(
    ("before", "short", "long"),
    [
        (
            "oleh Badan Perlindungan Pekerja Migran Indonesia",
            "BP2MI",
            "Badan Perlindungan Pekerja Migran Indonesia",
        ),
        ("Kepala Dinas Tenaga Kerja", "Disnaker", "Dinas Tenaga Kerja"),
        ("Rektor hadir di Jakarta", "UCN", None),
    ],
)
def test_long_form(before: str, short: str, long: str | None) -> None:
    """The words before the brackets are taken only when they fit the abbreviation."""
    assert long_form(before, short) == long


def test_abbreviations_are_learnt_both_ways() -> None:
    """A question's abbreviation gets its long form, and its long form the abbreviation."""
    short = introduced([TEXT], "siapa kepala bp2mi", ["kepala", "bp2mi"])
    assert set(short) == {"bp2mi"}
    assert "migran" in short["bp2mi"]
    long = introduced([TEXT], "dinas tenaga kerja", ["dinas", "tenaga", "kerja"])
    assert list(long.values()) == [("disnaker",)]


def test_misspelled_names() -> None:
    """A slip is forgiven in long words only, and never another first letter."""
    speller = Speller(["afner", "rektor", "wisuda", "gus"])
    assert speller.nearest("afnar") == ("afner",)
    assert speller.nearest("rketor") == ("rektor",)
    assert speller.nearest("hafner") == speller.nearest("guz") == speller.nearest("wisata") == ()


def hit(name: str, text: str, position: int, score: float, day: dt.date) -> Hit:
    release = make_release(name, text, date=day)
    entry = Entry(f"{name}{position}", name, release.content_hash, position, position * 10, position * 10 + 9)
    return Hit(entry, release, score)


def test_neighbours_are_merged_and_the_newest_of_twins_stays() -> None:
    """Two neighbouring chunks are one passage; the older of two nearly equal releases is left out."""
    text = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh " * 3
    old, new = dt.date(2024, 1, 1), dt.date(2025, 1, 1)
    other = "lain sekali isinya dari yang pertama itu " * 5
    hits = [
        hit("old", text, 0, 3.0, old),
        hit("new", text, 0, 2.9, new),
        hit("other", other, 1, 1.0, old),
        hit("other", other, 2, 0.9, old),
    ]
    found = passages_of(hits, 8)
    assert [(p.release.id, p.start, p.end) for p in found] == [("new", 0, 9), ("other", 10, 29)]
    assert passages_of([], 8) == ()
