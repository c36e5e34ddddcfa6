"""What each way of naming days means: from a match to a period."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import IntEnum

from tanyahumas.language.calendar import MONTHS, WEEKDAYS, date_of, made_date
from tanyahumas.retrieval.periods import (
    Period,
    academic_year,
    last_days,
    last_months,
    latest_begun,
    month,
    months,
    one_day,
    quarter,
    semester,
    semester_of,
    week_of,
    whole_year,
)


class Strength(IntEnum):
    """How much a named period decides, least first."""

    NAME = 1  # a year in a name: PKKMB 2025
    DATED = 2  # certain days: 17 Oktober 2023
    RELATIVE = 3  # as seen from today: bulan lalu


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` names `period`; `yearless` when its year was chosen, not written."""

    start: int
    end: int
    period: Period
    strength: Strength
    yearless: bool


DAYS = {
    "hari ini": 0, "today": 0, "tadi pagi": 0, "tadi siang": 0, "tadi malam": -1, "semalam": -1,
    "tonight": 0, "last night": -1, "kemarin": -1, "kemaren": -1, "yesterday": -1, "kemarin lusa": -2,
    "kemarin dulu": -2, "the day before yesterday": -2, "besok": 1, "tomorrow": 1, "lusa": 2,
}  # fmt: skip
# A period or None, how it is named, and whether its year was chosen, not written.
Found = tuple[Period | None, Strength, bool]

UNITS = {
    **dict.fromkeys(("hari", "day", "days"), "day"),
    **dict.fromkeys(("minggu", "pekan", "week", "weeks"), "week"),
    **dict.fromkeys(("bulan", "month", "months"), "month"),
    **dict.fromkeys(("tahun", "year", "years"), "year"),
    **dict.fromkeys(("semester", "semesters"), "semester"),
    **dict.fromkeys(("triwulan", "kuartal", "quarter", "quarters"), "quarter"),
}
COUNTS = {
    word: number
    for number, words in enumerate(
        "se one a|dua two couple|tiga three|empat four|lima five|enam six|tujuh seven|delapan eight|"
        "sembilan nine|sepuluh ten".split("|"),
        start=1,
    )
    for word in words.split()
}
_ORDINALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4,
             "first": 1, "second": 2, "third": 3, "fourth": 4}  # fmt: skip
_STEPS = {
    **dict.fromkeys(("ini", "this", "current", "berjalan"), 0),
    **dict.fromkeys(("depan", "mendatang", "next", "coming"), 1),
}


def _get(m: re.Match[str], name: str) -> str:
    """The text of a group in lower case; "" when the pattern lacks it or it did not match."""
    return (m.groupdict().get(name) or "").lower().strip()


def _step(word: str) -> int:
    """Steps from the present; words for the past are one before."""
    return _STEPS.get(word, -1)


def _whole(unit: str, today: dt.date, step: int) -> Period:
    """The calendar unit so many steps from the one that `today` lies in."""
    match unit:
        case "day":
            return one_day(today + dt.timedelta(days=step))
        case "week":
            return week_of(today + dt.timedelta(weeks=step))
        case "month":
            return month(today.year, today.month + step)
        case "quarter":
            return quarter(today.year, (today.month + 2) // 3 + step)
        case "semester":
            return semester_of(today, step)
        case _:
            return whole_year(today.year + step)


def full_date(m: re.Match[str], _: dt.date) -> Found:
    day = date_of(m)
    return (one_day(day) if day else None), Strength.DATED, False


def days_in_month(m: re.Match[str], today: dt.date) -> Found:
    """`20 s.d. 27 Oktober 2025`, `1 and 15 March`: first and last day of one month."""
    number, first, last = MONTHS[_get(m, "month")], int(m["a"]), int(m["b"])

    def in_year(year: int) -> Period:
        return Period(dt.date(year, number, first), dt.date(year, number, last))

    if year := _year(m, today):
        return in_year(year), Strength.DATED, False
    return latest_begun(today, in_year), Strength.DATED, True


def _year(m: re.Match[str], today: dt.date) -> int | None:
    """The year that is written (`2024`) or told from today (`tahun lalu`, `last year`)."""
    if written := _get(m, "year"):
        return int(written)
    told = _get(m, "ago")
    return today.year + _step(told) if told else None


def day_of_month(m: re.Match[str], today: dt.date) -> Found:
    """A day and a month without a year, perhaps with `tahun lalu` behind it."""

    def in_year(year: int) -> Period | None:
        day = made_date(year, m["month"], m["day"])
        return one_day(day) if day else None

    if year := _year(m, today):
        return in_year(year), Strength.DATED, False
    return latest_begun(today, in_year), Strength.DATED, True


def month_of_year(m: re.Match[str], today: dt.date) -> Found:
    word = _get(m, "month")
    number = int(word) if word.isdecimal() else MONTHS[word]
    return month(_year(m, today) or today.year, number), Strength.DATED, False


def bare_month(m: re.Match[str], today: dt.date) -> Found:
    """A month without a year: the latest that has begun, or as `ini`, `next` and the like say."""
    number = MONTHS[_get(m, "month")]
    words = {_get(m, "lead"), _get(m, "trail")}
    if words & {"next", "depan", "mendatang"}:
        return month(today.year + (number <= today.month), number), Strength.DATED, False
    if words & {"this", "ini"}:
        return month(today.year, number), Strength.DATED, False
    return latest_begun(today, lambda year: month(year, number)), Strength.DATED, True


def named_semester(m: re.Match[str], today: dt.date) -> Found:
    """`semester ganjil 2023/2024`; with one year, the semester that begins in it."""
    odd = _get(m, "kind") in {"ganjil", "gasal", "odd"}
    if not _get(m, "year"):
        latest = latest_begun(today, lambda year: semester(year, odd=odd))
        past = latest and _get(m, "trail") and _step(_get(m, "trail")) < 0 and latest.holds(today)
        return (latest.earlier(1) if latest and past else latest), Strength.RELATIVE, True
    year = int(m["year"])
    return semester(year if odd or _get(m, "next") else year - 1, odd=odd), Strength.RELATIVE, False


def numbered_semester(m: re.Match[str], _: dt.date) -> Found:
    """`semester I 2024` is half a year of the calendar, `semester I 2023/2024` is ganjil."""
    second = _get(m, "n") in {"ii", "2", "kedua"}
    if _get(m, "next"):
        return semester(int(m["year"]), odd=not second), Strength.RELATIVE, False
    return months(int(m["year"]), 7 if second else 1, 6), Strength.RELATIVE, False


def academic(m: re.Match[str], _: dt.date) -> Found:
    """`2023/2024`; two other years with a slash between them are no academic year."""
    year, following = int(m["year"]), int(m["next"])
    fits = following in {year + 1, (year + 1) % 100}
    return (academic_year(year) if fits else None), Strength.NAME, False


def quarter_of_year(m: re.Match[str], today: dt.date) -> Found:
    word = _get(m, "n")
    number = int(word) if word.isdecimal() else _ORDINALS[word]
    if year := _year(m, today):
        return quarter(year, number), Strength.RELATIVE, False
    return latest_begun(today, lambda year: quarter(year, number)), Strength.RELATIVE, True


def _count(word: str) -> int:
    return int(word) if word.isdecimal() else COUNTS[word]


def ago(m: re.Match[str], today: dt.date) -> Found:
    """`2 hari yang lalu` is a day, `dua bulan lalu` a month of the calendar."""
    return _whole(UNITS[_get(m, "unit")], today, -_count(_get(m, "n"))), Strength.RELATIVE, False


def last_n(m: re.Match[str], today: dt.date) -> Found:
    """`3 bulan terakhir`: from today less so many to today."""
    count, unit = _count(_get(m, "n") or "one"), UNITS[_get(m, "unit")]
    if unit in {"day", "week"}:
        return last_days(today, count * (7 if unit == "week" else 1)), Strength.RELATIVE, False
    size = {"month": 1, "quarter": 3, "semester": 6, "year": 12}[unit]
    return last_months(today, count * size), Strength.RELATIVE, False


def unit_of_now(m: re.Match[str], today: dt.date) -> Found:
    """`bulan lalu`, `this week`: a whole unit of the calendar."""
    return _whole(UNITS[_get(m, "unit")], today, _step(_get(m, "step"))), Strength.RELATIVE, False


def day_word(m: re.Match[str], today: dt.date) -> Found:
    return _whole("day", today, DAYS[" ".join(m.group().lower().split())]), Strength.RELATIVE, False


def weekday(m: re.Match[str], today: dt.date) -> Found:
    """The latest such weekday before today; with `ini` or `this`, that of the present week."""
    number = WEEKDAYS[_get(m, "day")]
    step = _step(_get(m, "lead") or _get(m, "trail"))
    if step == 0:
        return one_day(week_of(today).start + dt.timedelta(days=number)), Strength.RELATIVE, False
    if step > 0:
        ahead = (number - today.weekday() - 1) % 7 + 1
        return one_day(today + dt.timedelta(days=ahead)), Strength.RELATIVE, False
    behind = (today.weekday() - number - 1) % 7 + 1
    return one_day(today - dt.timedelta(days=behind)), Strength.RELATIVE, False


def dated_year(m: re.Match[str], _: dt.date) -> Found:
    return whole_year(int(m["year"])), Strength.DATED, False


def named_year(m: re.Match[str], _: dt.date) -> Found:
    return whole_year(int(m["year"])), Strength.NAME, False
