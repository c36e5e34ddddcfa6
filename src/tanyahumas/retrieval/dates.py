"""Days that a question names, in Indonesian and English, resolved against a given now.

An own grammar and not dateparser: that reads one moment (`bulan lalu` becomes a day), knows
neither semesters nor triwulan, and takes "may" and plain numbers for dates.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from tanyahumas.language.calendar import WIB
from tanyahumas.language.tokens import search_tokens
from tanyahumas.retrieval.date_patterns import mentions
from tanyahumas.retrieval.date_rules import Mention, Strength
from tanyahumas.retrieval.periods import Period

# Words of a question that ask for releases as such, and say nothing about their topic; and their stems,
# written out because stemming them would take a tenth of a cold start.
GENERIC = frozenset(
    (
        "acara agenda apa artikel aktivitas ada berita daftar dipublikasikan diterbitkan dirilis "
        "diumumkan giat hal info informasi kabar kampus kegiatan kejadian keluar mengenai peristiwa "
        "pengumuman pers publikasi rilis siaran saja sebutkan semua soal seputar tanggal tgl bulan tahun "
        "pekan minggu terbit terjadi terbitan aja lagi dipublikasi diadakan digelar berlangsung "
        "terjadinya selama sepanjang periode antara sampai hingga sejak mulai terbaru terakhir terkini "
        "baru paling tampilkan tunjukkan isinya announced announcement announcements activities activity "
        "article articles between campus during event events happen happened happening held latest list "
        "most new newest news occurred press place publication publications published recent release "
        "released releases since show story stories summary took take last next this past previous all "
        "what's on going went year month week date dated around anything something everything setelah "
        "sesudah sebelum awal akhir pertengahan after before early late mid start end bukan tidak tak "
        "belum gak nggak enggak not sana situ sini begitu sekarang now also else "
        "gelar isi jadi kena kini lama langsung panjang putar sebut siar sudah tampil telah tengah tunjuk "
        "umum what whats"
    ).split()
)
_LATEST = re.compile(
    r"\b(?:terbaru|terkini|teranyar|paling (?:baru|akhir|anyar|mutakhir|gres)|latest|newest|most recent)\b"
    r"|\bterakhir\b(?! kali)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,:;?!]")
_RANGE = re.compile(
    r"\s*(?:sampai(?: dengan)?|hingga|s\.?\s?/?d\.?|to|until|till|through|thru|and|dan|[-–—])"
    r"(?:\s+(?:tanggal|tgl\.?|bulan|tahun|the))?\s*",
    re.IGNORECASE,
)
_HYPHEN = re.compile(r"\s*[-–—]\s*")
_FILLER = r"(?:\s+(?:tanggal|tgl\.?|bulan|tahun|hari|awal|the))?\s*$"
_SINCE = re.compile(rf"\b(?:sejak|semenjak|mulai(?: dari)?|since|as of){_FILLER}", re.IGNORECASE)
_AFTER = re.compile(rf"\b(?:setelah|sesudah|after){_FILLER}", re.IGNORECASE)
_UNTIL = re.compile(rf"\b(?:sampai(?: dengan)?|hingga|until|till|up to|by){_FILLER}", re.IGNORECASE)
_BEFORE = re.compile(rf"\b(?:sebelum|before|prior to){_FILLER}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question says about time.

    `period` is None when it names no days. `before` are the same days of the three years
    earlier, latest first, when no year was named; else (). `newest_of` are the search tokens
    of what the newest is asked of, None when it is not. `topic` are the search tokens that are
    left, () when any release will do; `words` those of the days and of `terbaru` themselves.
    """

    period: Period | None
    before: tuple[Period, ...]
    strength: Strength
    newest_of: tuple[str, ...] | None
    topic: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def latest(self) -> bool:
        """Whether the newest is asked for."""
        return self.newest_of is not None

    @property
    def lists(self) -> bool:
        """Whether all releases of a period are asked for, whatever they tell."""
        return self.period is not None and not self.topic


def read_dates(text: str, now: dt.datetime) -> Asked:
    """The days that a question means when it is asked at `now` (aware)."""
    today = now.astimezone(WIB).date()
    found = _joined(text, mentions(text, today))
    best = max(found, key=lambda m: (m.strength != Strength.NAME, m.start == found[0].start), default=None)
    firm = [m for m in found if m.strength != Strength.NAME]
    rest = _without(text, firm or found)
    newest = _LATEST.search(rest)
    words = [text[m.start : m.end] for m in firm] + ([newest.group()] if newest else [])
    spoken = tuple(token for word in words for token in search_tokens(word))
    if best is None:
        return Asked(None, (), Strength.NAME, _newest_of(rest, newest), _topic(rest), spoken)
    before = tuple(best.period.earlier(n) for n in (1, 2, 3)) if best.yearless else ()
    period = _bounded(text, best, today)
    return Asked(period, before, best.strength, _newest_of(rest, newest), _topic(rest), spoken)


def _newest_of(text: str, newest: re.Match[str] | None) -> tuple[str, ...] | None:
    """The topic of the clause that `newest` stands in: `latest graduation: who led it?`."""
    if newest is None:
        return None
    before, after = text[: newest.start()], text[newest.end() :]
    return _topic(f"{_CLAUSE.split(before)[-1]} {_CLAUSE.split(after)[0]}")


def _topic(rest: str) -> tuple[str, ...]:
    return tuple(token for token in search_tokens(_LATEST.sub(" ", rest)) if token not in GENERIC)


def _without(text: str, found: list[Mention]) -> str:
    for mention in sorted(found, key=lambda m: -m.start):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text


def _joined(text: str, found: list[Mention]) -> list[Mention]:
    """Neighbours that are the two ends of a range become one mention."""
    joined: list[Mention] = []
    for mention in found:
        between = text[joined[-1].end : mention.start] if joined else ""
        if joined and _RANGE.fullmatch(between):
            joined[-1] = _range(joined[-1], mention, bool(_HYPHEN.fullmatch(between)))
        else:
            joined.append(mention)
    return joined


def _range(first: Mention, last: Mention, hyphen: bool) -> Mention:
    begin, end = first.period, last.period
    if first.yearless and not last.yearless:
        begin = begin.earlier(begin.start.year - end.start.year)
        begin = begin.earlier(1) if begin.start > end.end else begin
    elif last.yearless and not first.yearless:
        end = end.earlier(end.start.year - begin.start.year)
        end = end.earlier(-1) if end.end < begin.start else end
    elif first.yearless and begin.start > end.end:
        begin = begin.earlier(1)
    named = first.strength == last.strength == Strength.NAME and hyphen
    strength = Strength.NAME if named else max(first.strength, last.strength, Strength.DATED)
    return Mention(first.start, last.end, begin.to(end), strength, first.yearless and last.yearless)


def _bounded(text: str, mention: Mention, today: dt.date) -> Period:
    """The period of a mention after the words before it: since, after, until, before."""
    lead, period = text[: mention.start], mention.period
    if _SINCE.search(lead) and period.start <= today:
        return Period(period.start, max(today, period.start))
    if _AFTER.search(lead) and period.end < today:
        return Period(period.end + dt.timedelta(days=1), today)
    if _UNTIL.search(lead):
        return Period(dt.date.min, period.end)
    if _BEFORE.search(lead) and period.start > dt.date.min:
        return Period(dt.date.min, period.start - dt.timedelta(days=1))
    return period
