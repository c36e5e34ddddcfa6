"""Dates and times as Indonesian and English releases write them.

A grammar of its own and not dateparser: that reads "besok pagi" and "31 Februari 2025" as
some date, where an embargo must fail closed and an impossible date must be reported.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

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
ZONES = {"WIB": 7, "WITA": 8, "WIT": 9, "UTC": 0, "GMT": 0, "Z": 0}
# A day whose weekday fits no year is believed only this near to the publication.
CONTRADICTED = dt.timedelta(days=14)
WIB = dt.timezone(dt.timedelta(hours=7), "WIB")

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAY = "|".join(sorted((d for d in WEEKDAYS if len(d) > 3), key=len, reverse=True))
DATE = (
    r"(?:(?P<y1>\d{4})[-/](?P<m1>\d{1,2})[-/](?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})\s?[-/.]\s?(?P<m2>\d{1,2})\s?[-/.]\s?(?P<y2>\d{4}|\d{2})(?!\d)"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?[\s/-]+(?P<m3>{_MONTH})\b\.?,?[\s/-]*(?P<y3>\d{{4}})"
    rf"|(?P<m4>{_MONTH})\b\.?\s+(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y4>\d{{4}}))"
)
DATE_PATTERN = re.compile(rf"(?<![\d/]){DATE}", re.IGNORECASE)
_WHOLE_DATE = re.compile(
    rf"(?:(?:{WEEKDAY}|mon|tue|wed|thu|fri|sat|sun)\b[\s,]*)?\(?{DATE}\)?"
    r"(?:[T\s,]+(?:pukul\s+)?\d{1,2}[:.]\d{2}.*)?",
    re.IGNORECASE,
)
_TIME = re.compile(
    rf"(?:(?:{WEEKDAY})\b[\s,]*)?{DATE}[\s,]+(?:pukul\s+|jam\s+|at\s+)?(?P<hh>\d{{1,2}})[.:](?P<mm>\d{{2}})"
    r"(?:[.:](?P<ss>\d{2}))?\s*(?P<zone>WIB|WITA|WIT|UTC|GMT)",
    re.IGNORECASE,
)
# A year is missing: `Selasa (17/10)`, `Selasa, 17 Oktober`, `Tuesday (17 October)`.
_DAY = re.compile(
    rf"\b(?P<weekday>{WEEKDAY})\s*,?\s*\(?\s*(?:{DATE}|(?P<d>\d{{1,2}})\s?[/-]\s?(?P<m>\d{{1,2}})(?![\d-])(?!/\d)"
    rf"|(?P<dn>\d{{1,2}})\s+(?P<mn>{_MONTH})\b)",
    re.IGNORECASE,
)


def parse_date(text: str) -> dt.date | None:
    """The date that `text` is, day before month; None when it is none or impossible."""
    match = _WHOLE_DATE.fullmatch(text.strip())
    return date_of(match) if match else None


def date_of(match: re.Match[str]) -> dt.date | None:
    """The date of a match of a pattern that holds `DATE`; None when no such day exists."""
    for n in "1234":
        if match[f"d{n}"]:
            year = int(match[f"y{n}"])
            return _date(year + 2000 if year < 100 else year, match[f"m{n}"], match[f"d{n}"])
    return None


def _date(year: int, month: str, day: str) -> dt.date | None:
    number = MONTHS.get(month.lower()) or (int(month) if month.isdecimal() else 0)
    try:
        return dt.date(year, number, int(day))
    except ValueError:
        return None


def parse_time(text: str) -> dt.datetime:
    """The moment that `text` is, with its zone; a full ISO time without a zone is WIB.

    Raises:
        ValueError: it is no full date and time.
    """
    text = text.strip()
    if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text):
        moment = dt.datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=WIB)
    match = _TIME.fullmatch(text)
    day = date_of(match) if match else None
    if match is None or day is None:
        raise ValueError(f"not a date with a time: {text!r}")
    clock = dt.time(int(match["hh"]), int(match["mm"]), int(match["ss"] or 0))
    zone = dt.timezone(dt.timedelta(hours=ZONES[match["zone"].upper()]))
    return dt.datetime.combine(day, clock, zone)


def weekdays_with_date(text: str, published: dt.date | None) -> Iterator[dt.date]:
    """Days named by weekday and date (`Selasa (17/10)`), in the order of the text.

    A missing year is the one that makes the day fall on that weekday nearest to `published`;
    without `published` such days are left out.
    """
    for match in _DAY.finditer(text):
        day = date_of(match) or _nearest(match, published)
        if day is not None:
            yield day


def _nearest(match: re.Match[str], published: dt.date | None) -> dt.date | None:
    month, day = match["m"] or match["mn"], match["d"] or match["dn"]
    if published is None or month is None:
        return None
    near = published
    days = [d for y in (-1, 0, 1) if (d := _date(near.year + y, month, day)) is not None]
    fitting = [d for d in days if d.weekday() == WEEKDAYS[match["weekday"].lower()]]
    day = min(fitting or days, key=lambda d: abs(d - near), default=None)
    return day if fitting or (day and abs(day - near) <= CONTRADICTED) else None
