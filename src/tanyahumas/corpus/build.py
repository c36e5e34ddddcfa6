"""One draft (fields and body of a file or line) to one release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from tanyahumas.corpus import housestyle
from tanyahumas.corpus.byline import byline
from tanyahumas.corpus.dates import parse_date
from tanyahumas.corpus.fields import life_cycle, word, yes
from tanyahumas.corpus.frontmatter import Fields
from tanyahumas.corpus.language import detect, named
from tanyahumas.corpus.parsing.extract import TEXT_LIMIT
from tanyahumas.corpus.problems import RejectedError
from tanyahumas.corpus.text import normalise, one_line
from tanyahumas.domain import Language, Release
from tanyahumas.language.calendar import WIB

DATE_REMEDY = "write it as 2025-05-17 or 17 Mei 2025"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a file or a line holds before it is understood; `body` is not yet normalised.

    `id_stated` is False for an id made of a file name. `hints` are `title`, `date` and `url`
    as a document's metadata have them, used where neither fields nor text tell. `remarks`
    are (reason, remedy) of whoever read it.
    """

    id: str
    id_stated: bool
    fields: Fields
    body: str
    source: str
    hints: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[tuple[str, str], ...] = ()


def build(draft: Draft) -> tuple[Release, tuple[tuple[str, str], ...]]:
    """The release, and remarks as (reason, remedy) that did not keep it from being accepted.

    Raises:
        RejectedError: there is no text, or a field that bears on visibility is unreadable.
    """
    title, text = _title_and_text(draft)
    remarks: list[tuple[str, str]] = []
    line = housestyle.dateline(text)
    date = _publication_date(draft, line, remarks)
    event_date = _date(draft.fields, "event_date", remarks) or housestyle.event_date(text, date)
    cycle = life_cycle(draft.fields)
    number = word(draft.fields, "number") or housestyle.number(text)
    release = Release(
        id=draft.id,
        title=title,
        text=text,
        language=_language(draft.fields, text, remarks),
        date=date,
        event_date=event_date,
        place=word(draft.fields, "place") or (line.place if line else None),
        url=_url(draft, remarks),
        number=number,
        byline=word(draft.fields, "byline") or byline(text),
        source=draft.source,
        retelling=yes(draft.fields, "retelling"),
        status=cycle.status,
        embargo_until=cycle.embargo_until,
        corrects=cycle.corrects or housestyle.corrected_number(title, text, number),
        supersedes=cycle.supersedes,
        audience=cycle.audience,
    )
    return release, tuple(remarks)


def _title_and_text(draft: Draft) -> tuple[str, str]:
    text = normalise(draft.body)
    if not text:
        raise RejectedError("no text", "put the release's text below the front matter, or remove the file")
    if len(text) > TEXT_LIMIT:
        raise RejectedError(f"more than {TEXT_LIMIT} characters of text", "split it")
    stated = word(draft.fields, "title") or housestyle.labelled_title(text)
    stated = stated or one_line(draft.hints.get("title", "")) or None
    if stated and text.startswith(stated + "\n"):
        return stated, text[len(stated) :].strip()
    if (found := housestyle.heading(text)) is not None and (stated is None or found[0] == stated):
        return found
    return stated or housestyle.derived_title(text), text


def _publication_date(
    draft: Draft, line: housestyle.Dateline | None, remarks: list[tuple[str, str]]
) -> dt.date | None:
    if "date" in draft.fields:
        date = _date(draft.fields, "date", remarks)
        if date is not None and date > dt.datetime.now(WIB).date():
            remarks.append((f"`date` lies in the future: {date}", "check it; an embargo needs `embargo:`"))
        return date
    return (line.date if line else None) or parse_date(draft.hints.get("date", ""))


def _date(fields: Fields, key: str, remarks: list[tuple[str, str]]) -> dt.date | None:
    value = word(fields, key)
    date = parse_date(value) if value else None
    if value and date is None:
        remarks.append((f"`{key}` is no possible date: `{value[:80]}`; it is taken as unknown", DATE_REMEDY))
    return date


def _language(fields: Fields, text: str, remarks: list[tuple[str, str]]) -> Language:
    value = word(fields, "language")
    language = named(value) if value else None
    if value and language is None:
        remarks.append((f"unknown language `{value[:40]}`; it was told from the text", "write `id` or `en`"))
    return language or detect(text)


def _url(draft: Draft, remarks: list[tuple[str, str]]) -> str | None:
    value = word(draft.fields, "url") or one_line(draft.hints.get("url", "")) or None
    if value is None or (value.lower().startswith(("http://", "https://")) and " " not in value):
        return value
    remarks.append((f"`url` is no web address and was left out: `{value[:80]}`", "write https://…"))
    return None
