"""The sentences around a quote, in Indonesian and English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tanyahumas.domain import Citation, Claim, Language, Release, Scope
from tanyahumas.language.dates import spelled_date
from tanyahumas.retrieval.periods import Period, month, one_day, whole_year


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's sentences; `{…}` fields are filled by `str.format`."""

    according: str
    undated: str
    translated: str
    not_found: str
    not_found_undated: str
    not_found_within: str
    one_release: str
    dated: str
    nearest: str
    corrected: str
    superseded: str
    fallback: str
    degraded: str
    searched: str
    outside: str
    none_within: str
    until: str
    since: str


PHRASES: dict[Language, Phrases] = {
    "id": Phrases(
        according="Menurut rilis “{title}” ({date}):",
        undated="tanpa tanggal",
        translated="",
        not_found="Tidak ada rilis sampai {date} yang menjawab pertanyaan ini.",
        not_found_undated="Tidak ada rilis yang menjawab pertanyaan ini.",
        not_found_within="Tidak ada jawaban atas pertanyaan ini dalam {searched}.",
        one_release="rilis “{title}” ({date})",
        dated="rilis bertanggal {period}",
        nearest="Rilis yang paling dekat: {titles}.",
        corrected="Rilis “{old}” sudah diralat oleh “{new}” ({date}).",
        superseded="Rilis “{old}” sudah digantikan oleh “{new}” ({date}).",
        fallback="Model bahasa tidak memberi jawaban yang dapat diperiksa; ini kutipan dari rilis.",
        degraded="Indeks pencarian sedang rusak sebagian; jawaban yang lebih tepat mungkin terlewat.",
        searched="Rentang yang dicari: {period}.",
        outside="Tidak ada rilis dari {period}; jawaban ini dari rilis di luar rentang itu.",
        none_within="Yang dicari: rilis dari {period}. Tidak ada rilis dari rentang itu.",
        until="sampai {end}",
        since="sejak {start}",
    ),
    "en": Phrases(
        according="According to the release “{title}” ({date}):",
        undated="no date",
        translated="(quoted in the original Indonesian)",
        not_found="No release up to {date} answers this question.",
        not_found_undated="No release answers this question.",
        not_found_within="There is no answer to this question in {searched}.",
        one_release="the release “{title}” ({date})",
        dated="releases dated {period}",
        nearest="The releases that come closest: {titles}.",
        corrected="The release “{old}” has been corrected by “{new}” ({date}).",
        superseded="The release “{old}” has been superseded by “{new}” ({date}).",
        fallback="The language model gave no answer that could be verified; these are quotes.",
        degraded="The search index is partly damaged at the moment; a better answer may have been missed.",
        searched="Period searched: {period}.",
        outside="There is no release from {period}; this answer comes from releases outside it.",
        none_within="Searched: releases from {period}. There is none from that period.",
        until="up to {end}",
        since="since {start}",
    ),
}


def day(date: dt.date | None, language: Language) -> str:
    """The date as people write it, or that there is none."""
    return spelled_date(date, language) if date else PHRASES[language].undated


def spelled_period(period: Period, language: Language) -> str:
    """A span as people write it: `2024`, `Oktober 2025`, `17 Oktober 2023`, `1 Mei 2024 – 3 Juni 2024`.

    From the first day there is, `sampai 3 Juni 2024`; to the last, `sejak 1 Mei 2024`.
    """
    start, end = spelled_date(period.start, language), spelled_date(period.end, language)
    if period == one_day(period.start):
        return start
    if period == month(period.start.year, period.start.month):
        return start.partition(" ")[2]
    if period == whole_year(period.start.year):
        return str(period.start.year)
    if period.start == dt.date.min:
        return PHRASES[language].until.format(end=end)
    if period.end == dt.date.max:
        return PHRASES[language].since.format(start=start)
    return f"{start} – {end}"


def period_notice(period: Period, language: Language, *, within: bool, found: bool) -> str:
    """Which days were searched, and whether any release lies in them."""
    phrases = PHRASES[language]
    sentence = phrases.searched if within else phrases.outside if found else phrases.none_within
    return sentence.format(period=spelled_period(period, language))


def found_text(claims: Sequence[Claim], citations: Sequence[Citation], language: Language) -> str:
    """One paragraph a claim: the statement, if there is one; on a line of its own source, quote, `[n]`."""
    return "\n\n".join(_paragraph(claim, citations[claim.source - 1].release, language) for claim in claims)


def _paragraph(claim: Claim, release: Release, language: Language) -> str:
    phrases = PHRASES[language]
    according = phrases.according.format(title=release.title, date=day(release.date, language))
    parts = [according, f"“{claim.quote.text}”", f"[{claim.source}]"]
    if phrases.translated and release.language != language:
        parts.append(phrases.translated)
    return "\n".join([*([claim.text] if claim.text else []), " ".join(parts)])


def scope_words(scope: Scope, only: Release | None, language: Language) -> str:
    """The releases of a scope as people name them, `only` being that of its id; empty for all."""
    phrases, named = PHRASES[language], []
    if only is not None:
        named.append(phrases.one_release.format(title=only.title, date=day(only.date, language)))
    if scope.since or scope.until:
        period = Period(scope.since or dt.date.min, scope.until or dt.date.max)
        named.append(phrases.dated.format(period=spelled_period(period, language)))
    return ", ".join(named)


def not_found_text(
    up_to: dt.date | None, nearest: Sequence[Release], language: Language, searched: str = ""
) -> str:
    """That no release tells, up to when or which ones were searched, and what comes closest."""
    phrases = PHRASES[language]
    date = spelled_date(up_to, language) if up_to else ""
    first = phrases.not_found.format(date=date) if date else phrases.not_found_undated
    if searched:
        first = phrases.not_found_within.format(searched=searched)
    titles = "; ".join(f"“{release.title}” ({day(release.date, language)})" for release in nearest)
    return f"{first} {phrases.nearest.format(titles=titles)}" if titles else first


def correction_notice(old: Release, new: Release, language: Language) -> str:
    """That a cited release has been corrected or superseded by a newer one."""
    phrases = PHRASES[language]
    sentence = phrases.corrected if new.corrects == old.id else phrases.superseded
    return sentence.format(old=old.title, new=new.title, date=day(new.date, language))
