"""Between rows and domain objects."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from tanyahumas.domain import Release, Status
from tanyahumas.registry.schema import releases, sources, versions

SHOWN = ("title", "text", "language", "date", "event_date", "place", "url", "number", "byline", "retelling")
LIFE_CYCLE = ("status", "embargo_until", "corrects", "supersedes", "audience")


def current() -> Select[Any]:
    """Every release with its current version."""
    same = (versions.c.release_id == releases.c.id) & (versions.c.content_hash == releases.c.content_hash)
    return select(releases, *(versions.c[name] for name in SHOWN)).join(versions, same)


def told() -> Select[Any]:
    """Of every release with its current version what `from_told` reads, in its order."""
    shown, cycle = (versions.c[name] for name in SHOWN), (releases.c[name] for name in LIFE_CYCLE)
    return current().with_only_columns(releases.c.id, *shown, releases.c.source, *cycle)


def within(scope: str) -> ColumnElement[bool]:
    """A source that is the path `scope`, a file under it, or a line of it; as `plan.in_scope` says."""
    source = sources.c.source
    return or_(
        source == scope,
        source.startswith(f"{scope.rstrip('/')}/", autoescape=True),
        source.startswith(f"{scope}#", autoescape=True),
    )


def to_release(row: Any) -> Release:
    """A row that holds the columns of `releases` and those of a version."""
    shown = {name: getattr(row, name) for name in SHOWN}
    return Release(
        id=row.id,
        source=row.source,
        status=Status(row.status),
        embargo_until=row.embargo_until,
        corrects=row.corrects,
        supersedes=row.supersedes,
        audience=from_audience(row.audience),
        **shown,
    )


def from_told(row: Any) -> Release:
    """A row of `told`; by place, for one question reads many."""
    id_, title, text, language, date, event_date, place, url, number, byline, retelling, *life = row
    source, status, embargo_until, corrects, supersedes, audience = life
    return Release(
        id=id_,
        title=title,
        text=text,
        language=language,
        date=date,
        event_date=event_date,
        place=place,
        url=url,
        number=number,
        byline=byline,
        source=source,
        retelling=retelling,
        status=Status(status),
        embargo_until=embargo_until,
        corrects=corrects,
        supersedes=supersedes,
        audience=from_audience(audience),
    )


def newest_first(release: Release) -> tuple[int, str]:
    """The key that sorts the newest publication first, undated ones last."""
    return (-release.date.toordinal() if release.date else 1, release.id)


def version_row(release: Release, now: dt.datetime) -> dict[str, Any]:
    """The row of `versions` for what a release shows."""
    shown = {name: getattr(release, name) for name in SHOWN}
    return {"release_id": release.id, "content_hash": release.content_hash, "recorded": now, **shown}


def life_cycle_row(release: Release) -> dict[str, Any]:
    """The columns of `releases` that say who may see a release, and when."""
    return {
        "status": release.status.value,
        "embargo_until": release.embargo_until,
        "corrects": release.corrects,
        "supersedes": release.supersedes,
        "audience": to_audience(release.audience),
    }


def declared(release: Release) -> str:
    """The life cycle that a source declares, as JSON in a fixed order."""
    return json.dumps(plain(life_cycle_row(release)), sort_keys=True)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values that JSON can hold: moments as ISO text in UTC."""
    return {
        key: value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else value
        for key, value in values.items()
    }


def to_audience(groups: frozenset[str]) -> str:
    return "\n" + "\n".join(sorted(group.lower() for group in groups)) + "\n"


@lru_cache(maxsize=1000)
def from_audience(column: str) -> frozenset[str]:
    return frozenset(column.split("\n")) - {""}
