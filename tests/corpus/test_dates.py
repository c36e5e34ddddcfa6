import datetime as dt

import pytest

from tanyahumas.corpus.dates import parse_date, parse_time, weekdays_with_date

D = dt.date


@pytest.mark.parametrize(
    "text",
    [
        "2023-10-17", "17/10/2023", "17-10-2023", "17.10.2023", "17/10/23", "17 Oktober 2023", "17 Okt 2023",
        "Selasa, 17 Oktober 2023", "Selasa (17/10/2023)", "October 17, 2023", "17 October 2023",
        "Tuesday, October 17th, 2023", "17 oktober 2023", "2023-10-17 09:30:00", "2023-10-17T09:30:00+07:00",
        "17 Oktober 2023 pukul 09.30 WIB",
    ],
)  # fmt: skip
def test_ways_to_write_a_date(text: str) -> None:
    """Indonesian and English ways to write one day all mean that day."""
    assert parse_date(text) == D(2023, 10, 17)


@pytest.mark.parametrize(
    "text",
    [
        "31 Februari 2025",
        "0000-00-00",
        "0000-01-01",
        "17/10/0000",
        "17 Oktober 0023",
        "29/02/2023",
        "besok",
        "Oktober 2023",
        "",
        "17/10",
        "12345",
        "2023",
    ],
)
def test_no_possible_date(text: str) -> None:
    """What is no date, or a day that does not exist, is None and not a guess."""
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2025-05-17T09:00+07:00", "2025-05-17T02:00"),
        ("2025-05-17T02:00:00Z", "2025-05-17T02:00"),
        ("2025-05-17 09:00", "2025-05-17T02:00"),
        ("17 Mei 2025 pukul 09.00 WIB", "2025-05-17T02:00"),
        ("Sabtu, 17 Mei 2025, 10:00 WITA", "2025-05-17T02:00"),
        ("17/05/2025 11.00 WIT", "2025-05-17T02:00"),
    ],
)
def test_moments(text: str, utc: str) -> None:
    """A full date and time is one moment; without a zone it is western Indonesian time."""
    assert parse_time(text).astimezone(dt.UTC) == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text", ["besok pagi", "2025-05-17", "17 Mei 2025", "09.00 WIB", "2025-02-31T09:00", ""]
)
def test_unclear_moments(text: str) -> None:
    """What does not name day and time in full is refused."""
    with pytest.raises(ValueError, match=r".*"):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("pada hari Selasa (17/10) tersebut", D(2023, 10, 17), D(2023, 10, 17)),
        ("Jumat (29/12)", D(2024, 1, 2), D(2023, 12, 29)),
        ("Kamis (2/1)", D(2024, 12, 28), D(2025, 1, 2)),
        ("Selasa (8/9/2020)", None, D(2020, 9, 8)),
        ("Selasa, 17 Oktober", D(2023, 10, 20), D(2023, 10, 17)),
        ("on Tuesday (17 October)", D(2023, 10, 20), D(2023, 10, 17)),
        ("hari Jum'at, 19 Juli 2024,", D(2024, 7, 20), D(2024, 7, 19)),
    ],
)
def test_event_days(text: str, published: dt.date | None, day: dt.date) -> None:
    """A weekday with day and month falls in the year that fits the weekday and the publication."""
    assert list(weekdays_with_date(text, published)) == [day]


def test_event_day_without_any_year() -> None:
    """Without a year in text or publication, no day is claimed."""
    assert list(weekdays_with_date("Selasa (17/10)", None)) == []
