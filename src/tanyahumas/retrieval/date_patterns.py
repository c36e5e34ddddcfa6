"""The patterns of days, most telling first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from tanyahumas.language.calendar import DATE, MONTH, MONTHS, WEEKDAY
from tanyahumas.retrieval import date_rules as rules
from tanyahumas.retrieval.date_rules import COUNTS, DAYS, UNITS, Found, Mention

Rule = Callable[[re.Match[str], dt.date], Found]


def _any_of(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True)).replace(" ", r"\s+")


_UNIT = _any_of(list(UNITS))
_COUNT = r"\d{1,4}|" + _any_of([word for word in COUNTS if word != "se"])
# Months that are hardly ever another word; the others need `bulan`, `in` or a year beside them.
_CLEAR_MONTH = _any_of([m for m in MONTHS if m == "mei" or (len(m) > 3 and m not in {"march", "sept"})])
_PAST = r"lalu|kemarin|kemaren|silam"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_SCHOOL_YEAR = r"(?P<year>(?:19|20)\d\d)\s?[/-]\s?(?P<next>(?:20)?\d\d)\b"
_TH = r"(?:st|nd|rd|th)?"
_TO = r"\s*(?:sampai(?:\s+dengan)?|hingga|s\.?\s?/?d\.?|to|until|through|and|dan|[-–—])\s*"
_DAYS_TO = rf"(?P<a>\d{{1,2}}){_TH}{_TO}(?P<b>\d{{1,2}}){_TH}"
_OF = r"(?:\s+(?:of\s+)?(?:(?:tahun|the)\s+)?)"
# Behind a day or month: `2024`, `tahun lalu`, `last year`.
_ID_YEAR = rf"(?:,?{_OF}{_YEAR}|\s+tahun\s+(?P<ago>{_PAST}|ini|depan)\b)"
_EN_YEAR = rf"{_OF}(?P<ago>last|this|next)\s+year\b"
_MONTH = rf"(?P<month>{MONTH})\b\.?"
_LEAD = r"bulan|in|during|last|this|next|since|until|sejak|pada|early|late|mid|of|from|between"
_SEMESTER = r"(?:(?:academic\s+year|tahun\s+(?:akademik|ajaran)|tahun|ta\.?|of|the)\s+)*"
_HALF = r"\bsemester\s+(?P<n>ii|i|[12]|pertama|kedua)\s+"
_ODD_ID = r"\bsemester\s+(?P<kind>ganjil|gasal|genap)"
_ODD_EN = r"\b(?P<kind>odd|even)\s+semester"
_MANY = rf"\b(?P<n>se(?=[a-z])|(?:{_COUNT})\s+)\s*(?P<unit>{_UNIT})\s+"
_TRAIL = rf"\s+(?:yang\s+)?(?P<trail>{_PAST}|ini|depan|mendatang)\b"
_QUARTER = r"\b(?:triwulan|kuartal|tw)\s+(?:ke-?)?(?P<n>iv|iii|ii|i|[1-4]|pertama|kedua|ketiga|keempat)\b"
_TA = r"(?:(?:tahun\s+(?:akademik|ajaran|pelajaran)|academic\s+year|ta\.?)\s+)?"
_STEP_ID = rf"(?P<step>ini|{_PAST}|depan|mendatang|berjalan)"
_STEP_EN = r"(?P<step>this|last|previous|past|next|coming|current)"
_BEFORE_YEAR = (
    r"(?P<skip>\b(?:di|pada|dalam|tahun|thn|th\.?|sepanjang|selama|sejak|in|during|of|from|dari|since|terbit|antara|"
    r"between|throughout|until|sampai|hingga|sebelum|setelah|before|after|year)\s+)"
)

_RULES: list[tuple[re.Pattern[str], Rule]] = [
    (re.compile(pattern, re.IGNORECASE), rule)
    for pattern, rule in (
        (rf"(?<![\d/.]){_DAYS_TO}\s+(?:of\s+)?{_MONTH}{_ID_YEAR}?", rules.days_in_month),
        (rf"\b{_MONTH}\s+{_DAYS_TO}\b{_ID_YEAR}?", rules.days_in_month),
        (rf"(?<![\d/]){DATE}", rules.full_date),
        (rf"(?<![\d/.])(?P<day>\d{{1,2}}){_TH}\s+(?:of\s+)?{_MONTH}{_EN_YEAR}", rules.day_of_month),
        (rf"(?<![\d/.])(?P<day>\d{{1,2}}){_TH}\s+(?:of\s+)?{_MONTH}(?:{_ID_YEAR}|\s+(?:yang\s+)?(?:{_PAST})\b)?",
         rules.day_of_month),
        (rf"\b{_MONTH}\s+(?P<day>\d{{1,2}}){_TH}\b(?!\s*[\d:.]\d)", rules.day_of_month),
        (r"(?<![\d/.,-])(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\d/])(?:\s+(?:yang\s+)?(?:lalu|kemarin)\b)?",
         rules.day_of_month),
        (rf"(?<![\d/-])(?P<month>0?[1-9]|1[0-2])/{_YEAR}", rules.month_of_year),
        (rf"\b{_MONTH}{_EN_YEAR}", rules.month_of_year),
        (rf"\b{_MONTH}{_ID_YEAR}", rules.month_of_year),
        (rf"(?P<skip>\b(?P<lead>{_LEAD})\s+){_MONTH}(?:{_TRAIL})?", rules.bare_month),
        (rf"\b(?P<month>{_CLEAR_MONTH})\b(?:{_TRAIL})?", rules.bare_month),
        (rf"{_ODD_ID}\s+{_SEMESTER}{_SCHOOL_YEAR}", rules.named_semester),
        (rf"{_ODD_EN}\s+{_SEMESTER}{_SCHOOL_YEAR}", rules.named_semester),
        (rf"{_ODD_ID}(?:\s+{_SEMESTER}{_YEAR}|{_TRAIL})?", rules.named_semester),
        (rf"{_ODD_EN}(?:\s+{_SEMESTER}{_YEAR})?", rules.named_semester),
        (rf"{_HALF}{_SEMESTER}{_SCHOOL_YEAR}", rules.numbered_semester),
        (rf"{_HALF}{_SEMESTER}{_YEAR}", rules.numbered_semester),
        (rf"(?<!\d){_TA}{_SCHOOL_YEAR}", rules.academic),
        (rf"{_QUARTER}(?:{_OF}{_YEAR})?", rules.quarter_of_year),
        (rf"\b(?P<n>first|second|third|fourth)\s+quarter(?:{_OF}{_YEAR})?", rules.quarter_of_year),
        (rf"\bq(?P<n>[1-4])\b(?:{_OF}{_YEAR})?", rules.quarter_of_year),
        (rf"{_MANY}(?:terakhir|belakangan)(?:\s+ini)?\b", rules.last_n),
        (rf"\b(?:last|past|previous)\s+(?P<n>{_COUNT})\s+(?P<unit>{_UNIT})\b", rules.last_n),
        (rf"{_MANY}(?:yang\s+)?(?:lalu|silam)\b", rules.ago),
        (rf"\b(?P<n>{_COUNT})\s+(?P<unit>{_UNIT})\s+ago\b", rules.ago),
        (rf"\bhari\s+(?P<day>{WEEKDAY}){_TRAIL}", rules.weekday),
        (rf"\b(?P<unit>{_UNIT})\s+(?:yang\s+)?{_STEP_ID}\b", rules.unit_of_now),
        (rf"\b{_STEP_EN}\s+(?P<unit>{_UNIT})\b", rules.unit_of_now),
        (rf"\b(?P<day>{WEEKDAY}){_TRAIL}", rules.weekday),
        (rf"\b(?P<lead>last|this|next|past)\s+(?P<day>{WEEKDAY})\b", rules.weekday),
        (rf"\b(?:{_any_of(list(DAYS))})\b", rules.day_word),
        (rf"\b(?:no(?:mor)?\.?)\s+\S+\s+tahun\s+{_YEAR}", rules.named_year),
        (rf"{_BEFORE_YEAR}{_YEAR}(?![/-]\d)", rules.dated_year),
        (rf"(?<![\d.,/-]){_YEAR}(?![.,/]\d)", rules.named_year),
    )
]  # fmt: skip


def mentions(text: str, today: dt.date) -> list[Mention]:
    """Everything in `text` that names days, in order, none overlapping."""
    found: list[Mention] = []
    for pattern, rule in _RULES:
        for match in pattern.finditer(text):
            if any(match.start() < m.end and m.start < match.end() for m in found):
                continue
            period, strength, yearless = _meant(rule, match, today)
            if period is not None:
                start = match.end("skip") if "skip" in match.groupdict() else match.start()
                found.append(Mention(start, match.end(), period, strength, yearless))
    return sorted(found, key=lambda mention: mention.start)


def _meant(rule: Rule, match: re.Match[str], today: dt.date) -> Found:
    try:
        return rule(match, today)
    except (ValueError, OverflowError):  # 31 February, or days before the year 1
        return None, rules.Strength.NAME, False
