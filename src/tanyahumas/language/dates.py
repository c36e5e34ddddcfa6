"""Dates as people write them; the home of Babel."""

from __future__ import annotations

import datetime as dt

from tanyahumas.domain import Language


def spelled_date(day: dt.date, language: Language) -> str:
    """`17 Oktober 2023` or `17 October 2023`."""
    from babel.dates import format_date

    return format_date(day, "d MMMM yyyy", locale=language)
