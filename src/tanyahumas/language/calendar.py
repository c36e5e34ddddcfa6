"""Months, weekdays and full dates in Indonesian and English."""

from __future__ import annotations

import datetime as dt
import re

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari pebruari february feb peb", "maret march mar", "april apr",
            "mei may", "juni june jun", "juli july jul", "agustus august agu agt agst aug ags",
            "september sept sep", "oktober october okt oct", "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "senin monday mon", "selasa tuesday tue", "rabu wednesday wed", "kamis thursday thu",
            "jumat jum'at jum’at friday fri", "sabtu saturday sat", "minggu ahad sunday sun",
        )
    )
    for name in names.split()
}  # fmt: skip
WIB = dt.timezone(dt.timedelta(hours=7), "WIB")

MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAY = "|".join(sorted((d for d in WEEKDAYS if len(d) > 3), key=len, reverse=True))
DATE = (
    r"(?:(?P<y1>\d{4})[-/](?P<m1>\d{1,2})[-/](?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})\s?[-/.]\s?(?P<m2>\d{1,2})\s?[-/.]\s?(?P<y2>\d{4}|\d{2})(?!\d)"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?[\s/-]+(?P<m3>{MONTH})\b\.?,?[\s/-]*(?P<y3>\d{{4}})"
    rf"|(?P<m4>{MONTH})\b\.?\s+(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y4>\d{{4}}))"
)


def date_of(match: re.Match[str]) -> dt.date | None:
    """The date of a match of a pattern that holds `DATE`; None when no such day exists.

    A year of two digits is one from 2000 on. Content systems write an unset date as 0000-00-00,
    so a year that begins with 00 is none.
    """
    for n in "1234":
        if match[f"d{n}"]:
            year = match[f"y{n}"] if len(match[f"y{n}"]) == 4 else f"20{match[f'y{n}']}"
            return None if year.startswith("00") else made_date(int(year), match[f"m{n}"], match[f"d{n}"])
    return None


def made_date(year: int, month: str, day: str) -> dt.date | None:
    """The day of a month by name or number; None when no such day exists."""
    number = MONTHS.get(month.lower()) or (int(month) if month.isdecimal() else 0)
    try:
        return dt.date(year, number, int(day))
    except ValueError:
        return None
