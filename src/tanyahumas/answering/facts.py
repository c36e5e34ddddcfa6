"""Numbers and days that a text states, comparable between Indonesian and English."""

from __future__ import annotations

import re

from tanyahumas.language.calendar import DATE, MONTH, MONTHS, WEEKDAYS, date_of

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+")
_PARTS = re.compile(r"[:/]")
# Markers `[n]`, and digits within names: BP2MI, G20, COVID-19; not Rp4.000.
_NO_NUMBER = re.compile(r"\[\d+\]|\b(?!Rp\d|Rp-)[A-Z][A-Za-z]*-?\d+[A-Za-z]*\b")
_ORDINAL = re.compile(r"\bke-?(\d+)\b|\b(\d+)(?:st|nd|rd|th)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# `satu` and `one` are left out: they mostly stand for no number (`salah satu`, `one of`).
_WORDS = {
    word: str(number)
    for number, words in enumerate(
        (
            "dua two", "tiga three", "empat four", "lima five", "enam six", "tujuh seven", "delapan eight",
            "sembilan nine", "sepuluh ten", "sebelas eleven", "duabelas twelve",
        ),
        start=2,
    )
    for word in words.split()
}  # fmt: skip
_MAGNITUDES = {
    word: f"×{power}"
    for power, words in {
        2: "ratus ratusan hundred hundreds", 3: "ribu ribuan thousand thousands",
        6: "juta jutaan million millions", 9: "miliar milyar billion billions",
        12: "triliun trillion trillions",
    }.items()
    for word in words.split()
}  # fmt: skip
_DATE = re.compile(rf"\b{DATE}", re.IGNORECASE)
_DAY_MONTH = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m1>{MONTH})\b"
    rf"|\b(?P<m2>{MONTH}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r"|\b(?P<d3>\d{1,2})/(?P<m3>\d{1,2})\b",
    re.IGNORECASE,
)


def numbers_of(text: str, *, parts: bool = False) -> set[str]:
    """Numbers in digits or words, in one spelling: `1.250` and `1,250` are `1250`, `09.00` is `9.00`.

    Words of size (`juta`, `million`) count as numbers of their own. With `parts`, what
    `17/10/2023` and `9:30` are made of is included. Markers `[n]` and the digits of names (`BP2MI`) are none.
    """
    found = [number.rstrip(".,:/") for number in _NUMBER.findall(_NO_NUMBER.sub("", text))]
    if parts:
        found += [part for number in found for part in _PARTS.split(number)]
    words = [word.lower() for word in _WORD.findall(text)]
    spelled = {_WORDS.get(word) or _MAGNITUDES.get(word) for word in words} - {None}
    return {_spelled_one_way(number) for number in found} | {word for word in spelled if word}


def _spelled_one_way(number: str) -> str:
    if _THOUSANDS.fullmatch(number):
        return number.replace(".", "").replace(",", "")
    return re.sub(r"[,:]", ".", number).lstrip("0") or "0"


def ordinals_of(text: str) -> set[str]:
    """The numbers of `ke-46` and `46th`, which are parts of names of events."""
    return {first or second for first, second in _ORDINAL.findall(text)}


def calendar_facts(text: str) -> set[tuple[int, ...]]:
    """Months (m,), days of a month (m, d), dates (y, m, d) and weekdays (0, n) that a text names."""
    facts: set[tuple[int, ...]] = set()
    for match in _DATE.finditer(text):
        if day := date_of(match):
            facts |= {(day.year, day.month, day.day), (day.month, day.day), (day.month,)}
    for match in _DAY_MONTH.finditer(text):
        day_of, month_of = next((match[f"d{n}"], match[f"m{n}"]) for n in "123" if match[f"d{n}"])
        month = MONTHS.get(month_of.lower()) or int(month_of)
        if 1 <= month <= 12 and 1 <= int(day_of) <= 31:
            facts |= {(month, int(day_of)), (month,)}
    return facts | {fact for word in _WORD.findall(text) for fact in _named(word)}


def _named(word: str) -> set[tuple[int, ...]]:
    """The month or weekday that a capitalised word names; short forms only beside a number."""
    name = word.lower()
    if not word[0].isupper() or (len(name) < 4 and name not in {"mei", "may"}):
        return set()
    month, weekday = MONTHS.get(name), WEEKDAYS.get(name)
    return ({(month,)} if month else set()) | ({(0, weekday)} if weekday is not None else set())
