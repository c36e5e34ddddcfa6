"""Every sentence that the Discord app says, in Indonesian and English."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from tanyahumas.domain import Language

_MONTHS: dict[Language, tuple[str, ...]] = {
    "id": tuple(
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
    ),
    "en": tuple(
        "January February March April May June July August September October November December".split()
    ),
}
_INDONESIAN = frozenset(
    "apa apakah siapa siapakah kapan dimana mana di ke dari yang dan untuk dengan pada oleh berapa "
    "bagaimana mengapa kenapa adakah ada ini itu kampus rilis jelaskan sebutkan tentang dalam kami "
    "kita saya sudah belum jadwal jumlah nama rektor mahasiswa wisuda peserta acara kegiatan tidak "
    "bisa lagi lalu bulan tahun".split()
)
_ENGLISH = frozenset(
    "what who whom whose when where which why how many much is are was were did does do has have had "
    "the a an of in on at for to from by with about and or tell me list show any can you there this "
    "that these those it their his her our your please will would could should been being after "
    "before then".split()
)


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences of one language; `{…}` fields are filled by `str.format`."""

    sources: str
    nearest: str
    contact: str
    page: str
    no_date: str
    retelling: str
    empty_question: str
    long_question: str
    bad_question: str
    no_index: str
    busy: str
    stopping: str
    failed: str


TEXTS: dict[Language, Texts] = {
    "id": Texts(
        sources="Sumber",
        nearest="Rilis yang paling dekat",
        contact="Hubungi Humas: {contact}",
        page="Bagian {number} dari {total}",
        no_date="tanpa tanggal",
        retelling="ditulis ulang dari rilis asli",
        empty_question="Pertanyaannya kosong. Tuliskan apa yang ingin Anda ketahui dari siaran pers kami.",
        long_question="Pertanyaannya terlalu panjang (paling banyak {limit} karakter). Mohon dipersingkat.",
        bad_question="Pertanyaan ini tidak dapat diproses. Mohon tulis lebih singkat dan jelas.",
        no_index="Indeks siaran pers belum siap. Silakan coba lagi nanti.",
        busy="Sedang banyak pertanyaan. Mohon coba lagi sebentar lagi.",
        stopping="Bot sedang dimulai ulang. Mohon tanyakan lagi dalam satu menit.",
        failed="Maaf, jawaban gagal disusun. Bila berulang, sampaikan kode `{reference}` kepada pengelola.",
    ),
    "en": Texts(
        sources="Sources",
        nearest="Closest releases",
        contact="Contact the PR office: {contact}",
        page="Part {number} of {total}",
        no_date="no date",
        retelling="retold from the original release",
        empty_question="The question is empty. Write what you would like to know from our press releases.",
        long_question="The question is too long (at most {limit} characters). Please shorten it.",
        bad_question="This question cannot be handled. Please write it shorter and clearer.",
        no_index="The index of releases is not ready yet. Please try again later.",
        busy="Many questions are waiting. Please try again in a moment.",
        stopping="The bot is restarting. Please ask again in a minute.",
        failed="Sorry, the answer failed. If it happens again, report the code `{reference}`.",
    ),
}


def say_date(date: dt.date | None, language: Language) -> str:
    """`17 Oktober 2023` or `17 October 2023`."""
    if date is None:
        return TEXTS[language].no_date
    return f"{date.day} {_MONTHS[language][date.month - 1]} {date.year}"


def language_of(text: str, locale: str) -> Language:
    """The language to reply in: that of `text` by its function words, else that of `locale`.

    Only for replies that have no `Answer`, which knows its language itself. Indonesian unless
    the words, or in a draw the locale, say English.
    """
    words = re.findall(r"[a-z]+", text.lower())
    english = sum(word in _ENGLISH for word in words)
    indonesian = sum(word in _INDONESIAN for word in words)
    if english != indonesian:
        return "en" if english > indonesian else "id"
    return "en" if locale.startswith("en") else "id"
