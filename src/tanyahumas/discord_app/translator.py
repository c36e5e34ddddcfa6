"""Names and descriptions of commands for English clients; Indonesian is what they are written in."""

from __future__ import annotations

import discord
from discord import app_commands

ENGLISH = {
    "tanya": "ask",
    "pertanyaan": "question",
    "dari": "from",
    "sampai": "until",
    "rilis": "release",
    "pribadi": "private",
    "Tanyakan isi siaran pers; dijawab dengan kutipan dan sumbernya": (
        "Ask about press releases; answered with a quote and its source"
    ),
    "Apa yang ingin Anda ketahui?": "What would you like to know?",
    "Hanya rilis sejak tanggal ini, mis. 17/10/2023 atau 2023": (
        "Only releases since this date, e.g. 17/10/2023 or 2023"
    ),
    "Hanya rilis sampai tanggal ini": "Only releases until this date",
    "Hanya rilis ini": "Only this release",
    "Jawaban hanya terlihat oleh Anda": "Only you see the answer",
    "Tanya tentang pesan ini": "Ask about this message",
    "privasi": "privacy",
    "Catatan tentang pertanyaan Anda": "Records of your questions",
    "hapus": "delete",
    "Hapus semua pertanyaan dan penilaian Anda dari catatan": (
        "Delete all your questions and opinions from the records"
    ),
    "info": "info",
    "Apa yang disimpan dan berapa lama": "What is stored and for how long",
    "humas": "pr",
    "Perintah petugas Humas": "Commands of the PR office",
    "status": "status",
    "Keadaan rilis, indeks dan bot": "State of releases, index and bot",
    "statistik": "statistics",
    "Pertanyaan dan penilaian": "Questions and opinions",
    "hari": "days",
    "Berapa hari ke belakang": "How many days back",
    "reindex": "reindex",
    "Baca ulang korpus dan perbarui indeks": "Read the corpus again and update the index",
    "tarik": "withdraw",
    "Tarik sebuah rilis; berlaku seketika": "Withdraw a release; takes effect at once",
    "alasan": "reason",
    "Judul atau id rilis": "Title or id of the release",
    "Dicatat dalam riwayat rilis": "Goes into the release's history",
    "pulihkan": "restore",
    "Batalkan penarikan sebuah rilis": "Undo the withdrawal of a release",
    "Id rilis": "Id of the release",
    "embargo": "embargo",
    "Tahan sebuah rilis sampai waktu tertentu": "Hold a release back until a moment",
    "mis. 2024-05-01 10:00 (WIB); `-` mencabut": "e.g. 2024-05-01 10:00 (UTC+7); `-` lifts it",
}


class CommandTranslator(app_commands.Translator):
    """Translates for en-US and en-GB; every other locale sees the Indonesian original."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        if locale in {discord.Locale.american_english, discord.Locale.british_english}:
            return ENGLISH.get(string.message)
        return None
