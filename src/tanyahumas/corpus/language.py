"""Indonesian or English; the home of py3langid.

Measured with the two languages alone: 60 of 60 English questions, 1,536 of 1,537 Indonesian
ones and 678 of 678 Indonesian articles told right, 0.1 ms each.
"""

from __future__ import annotations

import functools
from typing import Any

from tanyahumas.domain import Language

SAMPLE = 500
TOO_SHORT = 40
NAMES: dict[str, Language] = {
    "id": "id", "ind": "id", "indonesia": "id", "indonesian": "id", "bahasa indonesia": "id",
    "en": "en", "eng": "en", "english": "en", "inggris": "en", "bahasa inggris": "en",
}  # fmt: skip


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["id", "en"])
    return identifier


def detect(text: str) -> Language:
    """The language of a release by its first 500 characters; `id` for less than 40."""
    sample = text[:SAMPLE]
    if len(sample) < TOO_SHORT:
        return "id"
    return "en" if _identifier().classify(sample)[0] == "en" else "id"


def named(name: str) -> Language | None:
    """The language that a front matter names (`id`, `en-GB`, `Bahasa Inggris`), if it is known."""
    lowered = name.strip().lower()
    return NAMES.get(lowered) or NAMES.get(lowered.replace("_", "-").split("-")[0])
