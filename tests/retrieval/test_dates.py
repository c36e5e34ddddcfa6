"""Days that questions name, against a frozen now."""

from __future__ import annotations

import datetime as dt

import pytest

from tanyahumas.language.tokens import search_tokens
from tanyahumas.retrieval.date_rules import Strength
from tanyahumas.retrieval.dates import GENERIC, read_dates

NOW = dt.datetime.fromisoformat("2025-11-24T09:00:00+07:00")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("rilis kemarin", "2025-11-23", "2025-11-23"),
        ("kegiatan bulan lalu", "2025-10-01", "2025-10-31"),
        ("minggu lalu ada apa", "2025-11-17", "2025-11-23"),
        ("hari Minggu lalu", "2025-11-23", "2025-11-23"),
        ("3 bulan terakhir", "2025-08-24", "2025-11-24"),
        ("news of the past two weeks", "2025-11-10", "2025-11-24"),
        ("dua tahun lalu", "2023-01-01", "2023-12-31"),
        ("what happened last March?", "2025-03-01", "2025-03-31"),
        ("wisuda Oktober tahun lalu", "2024-10-01", "2024-10-31"),
        ("acara 17/10", "2025-10-17", "2025-10-17"),
        ("29 Februari", "2024-02-29", "2024-02-29"),
        ("1-15 Maret 2024", "2024-03-01", "2024-03-15"),
        ("1 Maret 2024 sampai 5 April", "2024-03-01", "2024-04-05"),
        ("Desember sampai Januari", "2024-12-01", "2025-01-31"),
        ("tahun ini dan tahun lalu", "2024-01-01", "2025-12-31"),
        ("since March 2025", "2025-03-01", "2025-11-24"),
        ("setelah 1 Oktober 2025", "2025-10-02", "2025-11-24"),
        ("sampai November 2023", "0001-01-01", "2023-11-30"),
        ("semester ganjil 2023/2024", "2023-08-01", "2024-01-31"),
        ("semester ganjil lalu", "2024-08-01", "2025-01-31"),
        ("the even semester of 2024/2025", "2025-02-01", "2025-07-31"),
        ("triwulan II", "2025-04-01", "2025-06-30"),
        ("PKKMB tahun akademik 2024/2025", "2024-08-01", "2025-07-31"),
    ],
)
def test_days_meant(text: str, start: str, end: str) -> None:
    """Each way of naming days means these, both ends included."""
    period = read_dates(text, NOW).period
    assert period is not None
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "text", ["what may happen", "march of the students", "jam buka perpus hari Senin", "ketua lomba 2 kali"]
)
def test_no_days(text: str) -> None:
    """Words that look like days, and are none."""
    assert read_dates(text, NOW).period is None


def test_today_is_counted_in_wib() -> None:
    """Late in the evening UTC it is the next day in Jakarta."""
    period = read_dates("hari ini", dt.datetime(2025, 11, 17, 20, tzinfo=dt.UTC)).period
    assert period is not None
    assert period.start == dt.date(2025, 11, 18)


def test_a_year_in_a_name_is_weak() -> None:
    """`PKKMB 2025` names an event, `di tahun 2025` days, `bulan lalu` days seen from today."""
    texts = ("PKKMB 2025 pesertanya", "MoU di tahun 2025", "MoU bulan lalu")
    strengths = [read_dates(text, NOW).strength for text in texts]
    assert strengths == [Strength.NAME, Strength.DATED, Strength.RELATIVE]


def test_what_is_asked_beside_the_days() -> None:
    """Without a topic the releases of the days are listed; the newest is asked of one clause."""
    assert read_dates("kegiatan apa saja bulan lalu?", NOW).lists
    assert not read_dates("wisuda bulan lalu", NOW).lists
    asked = read_dates("most recent dies natalis: who gave the lecture?", NOW)
    assert asked.newest_of == ("dies", "natalis")


def test_stems_of_generic_words_are_generic() -> None:
    """They are written out, so a word added without its stem would make a topic of a question for a list."""
    assert not [word for word in GENERIC if not GENERIC.issuperset(search_tokens(word))]
