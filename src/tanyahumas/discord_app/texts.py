"""Every sentence that the Discord app says, in Indonesian and English.

Longer than two hundred lines because both languages stand side by side.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass

from tanyahumas.domain import Language
from tanyahumas.language.dates import spelled_date
from tanyahumas.language.detect import sure_language


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
    empty_mention: str
    long_question: str
    bad_question: str
    bad_date: str
    unknown_release: str
    no_index: str
    busy: str
    budget: str
    stopping: str
    failed: str
    still_looking: str
    composing: str
    not_this_server: str
    not_this_channel: str
    no_direct: str
    source_button: str
    related_button: str
    contact_button: str
    thread_button: str
    follow_up_button: str
    follow_up_title: str
    follow_up_label: str
    reason_title: str
    reason_label: str
    thanks: str
    thanks_reason: str
    gone: str
    not_yours: str
    source_hidden: str
    source_changed: str
    no_related: str
    related: str
    no_contact: str
    thread_name: str
    thread_opened: str
    thread_hint: str
    thread_refused: str
    forgotten: str
    privacy: str
    officers_only: str


TEXTS: dict[Language, Texts] = {
    "id": Texts(
        sources="Sumber",
        nearest="Rilis yang paling dekat",
        contact="Hubungi Humas: {contact}",
        page="Bagian {number} dari {total}",
        no_date="tanpa tanggal",
        retelling="ditulis ulang dari rilis asli",
        empty_question="Pertanyaannya kosong. Tuliskan apa yang ingin Anda ketahui dari siaran pers kami.",
        empty_mention="Tuliskan pertanyaan Anda setelah menyebut saya, atau pakai `/tanya`.",
        long_question="Pertanyaannya terlalu panjang (paling banyak {limit} karakter). Mohon dipersingkat.",
        bad_question="Pertanyaan ini tidak dapat diproses. Mohon tulis lebih singkat dan jelas.",
        bad_date="Tanggal tidak dikenali. Tulis misalnya 17/10/2023, 2023-10, atau 2023.",
        unknown_release="Rilis itu tidak ditemukan. Pilih salah satu judul yang ditawarkan.",
        no_index="Indeks siaran pers belum siap. Silakan coba lagi nanti.",
        busy="Sedang banyak pertanyaan. Mohon coba lagi sebentar lagi.",
        budget="Anda sudah banyak bertanya. Mohon coba lagi {when}.",
        stopping="Bot sedang dimulai ulang. Mohon tanyakan lagi dalam satu menit.",
        failed="Maaf, jawaban gagal disusun. Bila berulang, sampaikan kode `{reference}` kepada pengelola.",
        still_looking="Masih mencari di siaran pers…",
        composing="Jawaban masih disusun…",
        not_this_server="Bot ini belum diaktifkan untuk server ini.",
        not_this_channel="Di kanal ini bot tidak menjawab. Silakan tanya di kanal lain.",
        no_direct="Pesan langsung tidak dilayani. Silakan tanya di server.",
        source_button="Sumber {number}",
        related_button="Rilis lain",
        contact_button="Kontak Humas",
        thread_button="Buka utas",
        follow_up_button="Tanya lanjutan",
        follow_up_title="Tanya lanjutan",
        follow_up_label="Pertanyaan",
        reason_title="Apa yang kurang?",
        reason_label="Alasan",
        thanks="Terima kasih atas penilaian Anda.",
        thanks_reason="Terima kasih, masukan Anda diteruskan kepada Humas.",
        gone="Jawaban ini sudah tidak tersimpan. Silakan tanyakan lagi.",
        not_yours="Tombol ini hanya untuk yang bertanya.",
        source_hidden="Rilis ini tidak lagi tersedia.",
        source_changed="Rilis ini sudah diperbarui sejak jawaban diberikan.",
        no_related="Tidak ada rilis lain yang dekat dengan pertanyaan ini.",
        related="Rilis lain yang berkaitan",
        no_contact="Kontak Humas belum diisi.",
        thread_name="Tanya: {question}",
        thread_opened="Utas dibuka: {mention}",
        thread_hint="Lanjutkan bertanya di sini: sebut {mention} atau balas pesan ini.",
        thread_refused="Utas tidak dapat dibuka di sini. Pakai **Tanya lanjutan** saja.",
        forgotten="Semua catatan Anda dihapus ({count} baris).",
        privacy=(
            "Disimpan: pertanyaan Anda tanpa data pribadi, di bawah nama samaran, paling lama {days} hari. "
            "`/privasi hapus` menghapus semuanya."
        ),
        officers_only="Perintah ini hanya untuk petugas Humas.",
    ),
    "en": Texts(
        sources="Sources",
        nearest="Closest releases",
        contact="Contact the PR office: {contact}",
        page="Part {number} of {total}",
        no_date="no date",
        retelling="retold from the original release",
        empty_question="The question is empty. Write what you would like to know from our press releases.",
        empty_mention="Write your question after mentioning me, or use `/ask`.",
        long_question="The question is too long (at most {limit} characters). Please shorten it.",
        bad_question="This question cannot be handled. Please write it shorter and clearer.",
        bad_date="The date is not understood. Write for example 17/10/2023, 2023-10 or 2023.",
        unknown_release="That release was not found. Pick one of the titles offered.",
        no_index="The index of releases is not ready yet. Please try again later.",
        busy="Many questions are waiting. Please try again in a moment.",
        budget="You have asked a lot. Please try again {when}.",
        stopping="The bot is restarting. Please ask again in a minute.",
        failed="Sorry, the answer failed. If it happens again, report the code `{reference}`.",
        still_looking="Still looking through the releases…",
        composing="The answer is still being written…",
        not_this_server="This bot is not enabled for this server.",
        not_this_channel="The bot does not answer in this channel. Please ask in another one.",
        no_direct="Direct messages are not served. Please ask in a server.",
        source_button="Source {number}",
        related_button="More releases",
        contact_button="PR contact",
        thread_button="Open thread",
        follow_up_button="Follow up",
        follow_up_title="Follow-up question",
        follow_up_label="Question",
        reason_title="What is missing?",
        reason_label="Reason",
        thanks="Thank you for your opinion.",
        thanks_reason="Thank you, your remark goes to the PR office.",
        gone="This answer is no longer stored. Please ask again.",
        not_yours="This button is for the person who asked.",
        source_hidden="This release is no longer available.",
        source_changed="This release has changed since the answer was given.",
        no_related="No other release comes close to this question.",
        related="Other related releases",
        no_contact="No contact of the PR office is set.",
        thread_name="Question: {question}",
        thread_opened="Thread opened: {mention}",
        thread_hint="Go on asking here: mention {mention} or reply to this message.",
        thread_refused="No thread can be opened here. Use **Follow up** instead.",
        forgotten="All your records are deleted ({count} rows).",
        privacy=(
            "Stored: your questions without personal data, under a pseudonym, for at most {days} days. "
            "`/privasi hapus` deletes them all."
        ),
        officers_only="This command is for officers of the PR office.",
    ),
}


def say_date(date: dt.date | None, language: Language) -> str:
    """`17 Oktober 2023` or `17 October 2023`."""
    return spelled_date(date, language) if date else TEXTS[language].no_date


def say_soon(seconds: float) -> str:
    """A moment from now that every client shows in its own language and zone."""
    return f"<t:{int(time.time() + seconds) + 1}:R>"


def language_of(text: str, locale: str) -> Language:
    """The language to reply in: that of `text` where it is sure, else that of `locale`.

    Only for replies that have no `Answer`, which knows its language itself. Indonesian unless
    the text, or where that does not tell the locale, says English.
    """
    return (sure_language(text) if text else None) or ("en" if locale.startswith("en") else "id")
