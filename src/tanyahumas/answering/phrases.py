"""The sentences around a quote, in Indonesian and English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tanyahumas.domain import Citation, Claim, Language, Release
from tanyahumas.language.dates import spelled_date


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's sentences; `{…}` fields are filled by `str.format`."""

    according: str
    undated: str
    translated: str
    not_found: str
    not_found_undated: str
    nearest: str
    corrected: str
    superseded: str
    fallback: str


PHRASES: dict[Language, Phrases] = {
    "id": Phrases(
        according="Menurut rilis “{title}” ({date}):",
        undated="tanpa tanggal",
        translated="",
        not_found="Tidak ada rilis sampai {date} yang menjawab pertanyaan ini.",
        not_found_undated="Tidak ada rilis yang menjawab pertanyaan ini.",
        nearest="Rilis yang paling dekat: {titles}.",
        corrected="Rilis “{old}” sudah diralat oleh “{new}” ({date}).",
        superseded="Rilis “{old}” sudah digantikan oleh “{new}” ({date}).",
        fallback="Model bahasa tidak memberi jawaban yang dapat diperiksa; ini kutipan dari rilis.",
    ),
    "en": Phrases(
        according="According to the release “{title}” ({date}):",
        undated="no date",
        translated="(quoted in the original Indonesian)",
        not_found="No release up to {date} answers this question.",
        not_found_undated="No release answers this question.",
        nearest="The releases that come closest: {titles}.",
        corrected="The release “{old}” has been corrected by “{new}” ({date}).",
        superseded="The release “{old}” has been superseded by “{new}” ({date}).",
        fallback="The language model gave no answer that could be verified; these are quotes.",
    ),
}


def day(date: dt.date | None, language: Language) -> str:
    """The date as people write it, or that there is none."""
    return spelled_date(date, language) if date else PHRASES[language].undated


def found_text(claims: Sequence[Claim], citations: Sequence[Citation], language: Language) -> str:
    """One paragraph a claim: the statement or, where there is none, the source; the quote; `[n]`."""
    return "\n\n".join(_paragraph(claim, citations[claim.source - 1].release, language) for claim in claims)


def _paragraph(claim: Claim, release: Release, language: Language) -> str:
    phrases = PHRASES[language]
    lead = claim.text or phrases.according.format(title=release.title, date=day(release.date, language))
    parts = [lead, f"“{claim.quote.text}”", f"[{claim.source}]"]
    if phrases.translated and release.language != language:
        parts.append(phrases.translated)
    return " ".join(parts)


def not_found_text(up_to: dt.date | None, nearest: Sequence[Release], language: Language) -> str:
    """That no release tells, up to when was searched, and what comes closest."""
    phrases = PHRASES[language]
    date = spelled_date(up_to, language) if up_to else ""
    first = phrases.not_found.format(date=date) if date else phrases.not_found_undated
    titles = "; ".join(f"“{release.title}” ({day(release.date, language)})" for release in nearest)
    return f"{first} {phrases.nearest.format(titles=titles)}" if titles else first


def correction_notice(old: Release, new: Release, language: Language) -> str:
    """That a cited release has been corrected or superseded by a newer one."""
    phrases = PHRASES[language]
    sentence = phrases.corrected if new.corrects == old.id else phrases.superseded
    return sentence.format(old=old.title, new=new.title, date=day(new.date, language))
