"""Names and descriptions of commands for English clients; Indonesian is what they are written in."""

from __future__ import annotations

import discord
from discord import app_commands

ENGLISH = {
    "tanya": "ask",
    "pertanyaan": "question",
    "Tanyakan isi siaran pers; dijawab dengan kutipan dan sumbernya": (
        "Ask about press releases; answered with a quote and its source"
    ),
    "Apa yang ingin Anda ketahui?": "What would you like to know?",
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
