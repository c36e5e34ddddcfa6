"""Dates and times as Indonesian and English releases write them.

A grammar of its own and not dateparser: that reads "besok pagi" and "31 Februari 2025" as
some date, where an embargo must fail closed and an impossible date must be reported.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from tanyahumas.language.calendar import DATE, MONTH, WEEKDAY, WEEKDAYS, WIB, date_of, made_date

ZONES = {"WIB": 7, "WITA": 8, "WIT": 9, "UTC": 0, "GMT": 0, "Z": 0}
# A day whose weekday fits no year is believed only this near to the publication.
CONTRADICTED = dt.timedelta(days=14)
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
    rf"|(?P<dn>\d{{1,2}})\s+(?P<mn>{MONTH})\b)",
    re.IGNORECASE,
)


def parse_date(text: str) -> dt.date | None:
    """The date that `text` is, day before month; None when it is none or impossible."""
    match = _WHOLE_DATE.fullmatch(text.strip())
    return date_of(match) if match else None


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
    days = [d for y in (-1, 0, 1) if (d := made_date(near.year + y, month, day)) is not None]
    fitting = [d for d in days if d.weekday() == WEEKDAYS[match["weekday"].lower()]]
    day = min(fitting or days, key=lambda d: abs(d - near), default=None)
    return day if fitting or (day and abs(day - near) <= CONTRADICTED) else None
