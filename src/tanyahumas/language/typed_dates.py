"""Dates as people type them into a field."""

from __future__ import annotations

import datetime as dt
import re

_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")


def read_date(text: str, end: bool) -> dt.date | None:
    """`17/10/2023`, `2023-10-17`, `2023-10` or `2023`; a month or year means its first or, with
    `end`, its last day. None if it is no date."""
    text = text.strip()
    try:
        if match := _DAY_FIRST.fullmatch(text):
            return dt.date(int(match[3]), int(match[2]), int(match[1]))
        if re.fullmatch(r"\d{4}", text):
            return dt.date(int(text), 12, 31) if end else dt.date(int(text), 1, 1)
        if match := _YEAR_FIRST.fullmatch(text):
            year, month = int(match[1]), int(match[2])
            if match[3]:
                return dt.date(year, month, int(match[3]))
            following = dt.date(year + month // 12, month % 12 + 1, 1)
            return following - dt.timedelta(days=1) if end else dt.date(year, month, 1)
    except ValueError:
        return None
    return None
