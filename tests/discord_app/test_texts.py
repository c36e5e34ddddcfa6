import datetime as dt
from string import Formatter

import pytest

from tanyahumas.discord_app.officer_texts import OFFICER_TEXTS
from tanyahumas.discord_app.texts import TEXTS, language_of, say_date


@pytest.mark.parametrize(
    ("question", "locale", "language"),
    [
        ("siapa yang mewakili rektor?", "en-US", "id"),
        ("who represented the rector?", "id", "en"),
        ("BP2MI 2023", "en-GB", "en"),
        ("BP2MI 2023", "de", "id"),
        ("jadwal wisuda", "en-US", "id"),
        ("graduation schedule", "id", "en"),
        ("", "en-US", "en"),
    ],
)
def test_question_decides_before_locale(question: str, locale: str, language: str) -> None:
    """The question's words decide the language of a remark; the locale only where they do not tell."""
    assert language_of(question, locale) == language


def test_both_languages_fill_the_same_fields() -> None:
    """A sentence needs the same fields in both languages."""
    for both in (TEXTS, OFFICER_TEXTS):
        for name in type(both["id"]).__slots__:
            fields = [{f for _, f, _, _ in Formatter().parse(getattr(t, name)) if f} for t in both.values()]
            assert fields[0] == fields[1], name


def test_dates_are_spelled_out() -> None:
    """Dates read as in a release; a missing one is said."""
    assert say_date(dt.date(2023, 10, 7), "id") == "7 Oktober 2023"
    assert say_date(None, "en") == "no date"
