"""What the words of an Indonesian press release say about it: title, dateline, number, days.

Every function takes the normal form (`text.normalise`) and answers None for what it does not
find; nothing is guessed from the middle of a text.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from tanyahumas.corpus.dates import weekdays_with_date
from tanyahumas.language.calendar import DATE, WEEKDAY, date_of

TITLE_LENGTH = 90
HEADING_LENGTH = 160
HEAD_LINES = 8
HEAD = 600
SEARCHED = 20_000

# JAKARTA | Kota Contoh | Painan | Pesisir Selatan: up to four capitalised words.
_NO_PLACE = rf"(?!(?i:{WEEKDAY}|hari|tanggal|selamat|catatan|pada)\b)"
_PLACE = rf"{_NO_PLACE}(?P<place>[A-Z][\w'’.-]*(?: (?!Humas\b)[A-Z][\w'’.-]*){{0,3}})"
_CITIES = (
    "ambon|balikpapan|banda aceh|bandar lampung|bandung|banjarmasin|batam|bengkulu|bogor|denpasar|gorontalo"
    "|jakarta|jambi|jayapura|kendari|kupang|makassar|malang|mamuju|manado|manokwari|mataram|medan|nusantara"
    "|padang|palangka raya|palembang|palu|pangkalpinang|pekanbaru|pontianak|samarinda|semarang|serang|sorong"
    "|surabaya|surakarta|tanjungpinang|tarakan|ternate|yogyakarta"
)
_DASH = r"\s*(?:--|[–—-])\s*"
_DAY = rf"(?:(?:{WEEKDAY})\b[\s,]*)?\(?{DATE}\)?"
DATELINES = tuple(
    re.compile(pattern)
    for pattern in (
        # JAKARTA (17/10/2023) –      JAKARTA, Selasa (17/10/2023) –
        rf"{_PLACE}(?:,\s*|\s+)(?i:{_DAY})(?:{_DASH}|[.:]\s+|,\s+|\s+(?=[A-Z]))",
        # Painan, Humas --      Wonosobo (Humas) –
        rf"{_PLACE}\s*(?:,|\()\s*(?i:humas|hms|kominfo|diskominfo|mc|infopublik)[^\n–—-]{{0,40}}?\)?{_DASH}",
        # JAKARTA –   Kota Contoh (Kemenag) —   JAKARTA- (only capitals mean a place so close to a dash)
        rf"{_PLACE}(?: \([^()\n]{{2,40}}\))?(?:\s+[–—-]{{1,2}}\s*|\s*--\s*)(?=[A-Z“\"])",
        r"(?P<place>[A-Z]{3,}(?: [A-Z]{2,}){0,3})\s?[–—-]{1,2}\s+(?=[A-Z“\"])",
        # Jakarta: (only cities that news agencies write so; `Catatan:` is no place)
        rf"(?P<place>(?i:{_CITIES}))\s*:\s+(?=[A-Z“\"])",
    )
)
_LABELLED_TITLE = re.compile(r"^(?:judul|title)\s*:\s*(\S.*)$", re.IGNORECASE | re.MULTILINE)
_NUMBER = re.compile(
    r"^(?:.{0,40}\s)?(?:nomor|no\.?|number)\s*[:.]?\s*(?P<number>[0-9A-Z][\w.-]*(?:\s?/\s?[\w.-]+){1,6})",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER_LINE = re.compile(
    r"(?:siaran pers|press release|rilis|judul|title|nomor|no\.|number|tanggal|date"
    r"|untuk segera|for immediate)\b",
    re.IGNORECASE,
)
_CORRECTION = re.compile(r"(?:ralat|koreksi|pembetulan|correction|erratum)\b", re.IGNORECASE)
_ANY_NUMBER = re.compile(
    r"\b(?:nomor|no\.|number)\s*[:.]?\s*(?P<number>[0-9A-Z][\w.-]*(?:\s?/\s?[\w.-]+){1,6})", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?][”\"’']?(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when a release was issued; `end` is where its own words begin."""

    place: str
    date: dt.date | None
    end: int


def dateline(text: str) -> Dateline | None:
    """The dateline at the start of one of the first lines, if there is one."""
    for start in _line_starts(text):
        for pattern in DATELINES:
            match = pattern.match(text, start, start + 160)
            if match:
                date = date_of(match) if "d1" in pattern.groupindex else None
                return Dateline(match["place"].strip(" .,("), date, match.end())
    return None


def _line_starts(text: str) -> list[int]:
    starts = [0] + [m.end() for m in re.finditer(r"\n+", text[:HEAD])]
    return [start for start in starts[:HEAD_LINES] if text[start : start + 1].isupper()]


def heading(text: str) -> tuple[str, str] | None:
    """The first line as (title, remaining text) when it reads like a title.

    Like a title: short, no final stop, an empty line below it, and no dateline in it. A
    Markdown heading always is one.
    """
    first, _, rest = text.partition("\n")
    if (marked := re.fullmatch(r"#{1,6} (.+?)(?: #+)?", first)) is not None:
        return (marked[1], rest.strip()) if rest.strip() else None
    short = len(first) <= HEADING_LENGTH and first[-1:] not in ".;:,"
    if not short or not rest.startswith("\n") or not rest.strip() or _HEADER_LINE.match(first):
        return None
    return None if dateline(first + " X") else (first, rest.strip())


def labelled_title(text: str) -> str | None:
    """What follows `Judul:` in the head of the text."""
    match = _LABELLED_TITLE.search(text[:HEAD])
    return match[1] if match else None


def derived_title(text: str) -> str:
    """The first sentence behind the dateline, cut between words to at most 90 characters."""
    line = dateline(text)
    words = text[line.end if line else 0 :].lstrip(" –—-\n")
    words = words.partition("\n")[0] or text.partition("\n")[0]
    stop = next((m.start() for m in _SENTENCE_END.finditer(words) if m.start() > 20), len(words))
    sentence = words[:stop].strip()
    if len(sentence) <= TITLE_LENGTH:
        return sentence
    return sentence[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def number(text: str) -> str | None:
    """The release's number (`001/SP/HMS/2025`) in the head of the text."""
    match = _NUMBER.search(text[:HEAD])
    return re.sub(r"\s", "", match["number"]).rstrip(".") if match else None


def corrected_number(title: str, text: str, own: str | None) -> str | None:
    """The number of the release that a correction (`Ralat …`) names in its head, not its own."""
    if not (_CORRECTION.match(title) or _CORRECTION.match(text)):
        return None
    named = (re.sub(r"\s", "", match["number"]).rstrip(".") for match in _ANY_NUMBER.finditer(text[:HEAD]))
    return next((found for found in named if found != own), None)


def event_date(text: str, published: dt.date | None) -> dt.date | None:
    """The first day that the text names by weekday and date, its own dateline left out."""
    line = dateline(text)
    start = line.end if line else 0
    return next(weekdays_with_date(text[start : start + SEARCHED], published), None)
