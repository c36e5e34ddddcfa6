"""Spans of days, and the calendar of an Indonesian campus."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

ACADEMIC_START = 8  # tahun akademik 2023/2024: August 2023 to July 2024
EVEN_START = 2


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included, in WIB."""

    start: dt.date
    end: dt.date

    def holds(self, *days: dt.date | None) -> bool:
        """Whether one of the days lies in it; None lies nowhere."""
        return any(day is not None and self.start <= day <= self.end for day in days)

    def earlier(self, years: int) -> Period:
        """The same days so many years before; 29 February becomes the 28th."""
        return Period(_years_before(self.start, years), _years_before(self.end, years))

    def to(self, other: Period) -> Period:
        """From the earlier start of two to the later end."""
        return Period(min(self.start, other.start), max(self.end, other.end))


def _years_before(day: dt.date, years: int) -> dt.date:
    year = max(dt.MINYEAR, min(dt.MAXYEAR, day.year - years))
    last = calendar.monthrange(year, day.month)[1]
    whole = day.day == calendar.monthrange(day.year, day.month)[1] and day.month == EVEN_START
    return day.replace(year=year, day=last if whole else min(day.day, last))


def one_day(day: dt.date) -> Period:
    return Period(day, day)


def week_of(day: dt.date) -> Period:
    """Monday to Sunday."""
    monday = day - dt.timedelta(days=day.weekday())
    return Period(monday, monday + dt.timedelta(days=6))


def month(year: int, number: int) -> Period:
    """A whole month; `number` may lie outside 1..12 and then counts into other years."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return Period(dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1]))


def months(year: int, first: int, count: int) -> Period:
    return month(year, first).to(month(year, first + count - 1))


def whole_year(year: int) -> Period:
    return months(year, 1, 12)


def quarter(year: int, number: int) -> Period:
    """Triwulan 1..4; other numbers count into other years."""
    return months(year, 3 * number - 2, 3)


def academic_year(year: int) -> Period:
    """Tahun akademik `year`/`year + 1`."""
    return months(year, ACADEMIC_START, 12)


def semester(year: int, *, odd: bool) -> Period:
    """Semester of the academic year that begins in `year`: odd (ganjil) or even (genap)."""
    return months(year, ACADEMIC_START, 6) if odd else months(year + 1, EVEN_START, 6)


def semester_of(day: dt.date, step: int) -> Period:
    """The semester that `day` lies in (step 0), the one before (-1) or after (1)."""
    begun = day.year * 2 + (day.month - EVEN_START) // 6 + step
    return months(begun // 2, EVEN_START + 6 * (begun % 2), 6)


def last_days(today: dt.date, count: int) -> Period:
    """From `today` less `count` days to today."""
    return Period(today - dt.timedelta(days=min(count, today.toordinal() - 1)), today)


def last_months(today: dt.date, count: int) -> Period:
    """From `today` less `count` months to today; a day that the month lacks becomes its last."""
    target = month(today.year, today.month - min(count, today.year * 12 - 12))
    return Period(target.start.replace(day=min(today.day, target.end.day)), today)


def latest_begun(today: dt.date, in_year: Callable[[int], Period | None]) -> Period | None:
    """The latest of the yearly periods that has begun on `today`; None when there is none near.

    `in_year` gives the period of a year, or None (29 February); eight years hold a leap year.
    """
    found = (in_year(today.year - back) for back in range(9))
    return next((period for period in found if period and period.start <= today), None)
