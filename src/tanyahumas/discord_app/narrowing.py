"""A question narrowed to dates or to one release."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from tanyahumas.discord_app.texts import TEXTS
from tanyahumas.domain import Answer, AnsweredBy, Release

_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Only releases published from `since` to `until`, both included, or only `release`."""

    since: dt.date | None = None
    until: dt.date | None = None
    release: Release | None = None

    @property
    def empty(self) -> bool:
        return not (self.since or self.until or self.release)

    def keeps(self, release: Release) -> bool:
        """Whether a release lies inside; an undated one lies outside any dates."""
        if self.release is not None and release.id != self.release.id:
            return False
        if self.since is None and self.until is None:
            return True
        if release.date is None:
            return False
        return (self.since or dt.date.min) <= release.date <= (self.until or dt.date.max)

    def apply(self, answer: Answer) -> Answer:
        """The answer if every source lies inside, else that no release inside tells."""
        if answer.found and all(self.keeps(citation.release) for citation in answer.citations):
            return answer
        inside = [p.release for p in answer.passages if self.keeps(p.release)]
        nearest = {r.id: r for r in [*answer.nearest, *inside] if self.keeps(r)}
        if self.release:
            nearest = {self.release.id: self.release}
        return replace(
            answer,
            found=False,
            claims=(),
            citations=(),
            nearest=tuple(nearest.values())[:3],
            notices=(*answer.notices, TEXTS[answer.language].outside),
            answered_by=AnsweredBy.NOBODY,
        )


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
