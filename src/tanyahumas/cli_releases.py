"""`tanyahumas releases …`: the life of releases, for the press office.

Every change takes effect with the next question in every running process.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tanyahumas.config import load_settings, user_name
from tanyahumas.domain import Release, Status
from tanyahumas.errors import RegistryError

if TYPE_CHECKING:
    from tanyahumas.registry import Listed, Registry

releases_app = typer.Typer(help="List releases and change their life.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="The release's id, as `releases list` shows it.")]
By = Annotated[str, typer.Option("--by", help="Who does it, for the history; default: the user's name.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the history.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
CLIPPED = 80
WIB = dt.timezone(dt.timedelta(hours=7), "WIB")


@releases_app.command("list")
def list_(
    status: Annotated[Status | None, typer.Option("--status", help="Only this status.")] = None,
    embargoed: Annotated[bool, typer.Option("--embargoed", help="Only those under embargo now.")] = False,
    removed: Annotated[bool, typer.Option("--removed", help="Also those whose files are gone.")] = False,
    as_json: AsJson = False,
) -> None:
    """List releases, one a line: id, date, state, title."""
    with _registry() as registry:
        for listed in registry.all(removed=removed):
            release = listed.release
            if (status and release.status is not status) or (embargoed and not _embargoed(listed)):
                continue
            date = release.date.isoformat() if release.date else "-"
            line = f"{release.id}\t{date}\t{_state(listed)}\t{release.title}"
            typer.echo(_json(_as_dict(listed, text=False)) if as_json else line)


@releases_app.command()
def duplicates() -> None:
    """List releases that share most of their wording, newest first, groups apart."""
    with _registry() as registry:
        registry.link_near_duplicates()
        for group in registry.near_groups():
            for release in group:
                typer.echo(_line(release))
            typer.echo("")


@releases_app.command()
def show(id_: Id, as_json: AsJson = False) -> None:
    """Show everything about one release: its text, near-duplicates, and who says what in it."""
    with _registry() as registry:
        listed = registry.listed(id_)
        near = registry.near_duplicates(id_)
    if as_json:
        more = {"near_duplicates": [r.id for r in near], "quotes": _quotes(listed.release)}
        typer.echo(_json({**_as_dict(listed, text=True), **more}))
        return
    shown = _as_dict(listed, text=False)
    for key, value in shown.items():
        if value not in (None, [], False):
            typer.echo(_printable(f"{key}: {', '.join(value) if isinstance(value, list) else value}"))
    for release in near:
        typer.echo(f"near duplicate: {_line(release)}")
    text = listed.release.text
    for quote in _quotes(listed.release):
        speaker = text[slice(*quote["speaker"])] if quote["speaker"] else "?"
        typer.echo(f"quote by {speaker}: {_clipped(text[slice(*quote['quote'])])}")
    typer.echo(f"\n{text}")


@releases_app.command()
def withdraw(id_: Id, by: By = "", reason: Reason = "") -> None:
    """Let nobody see a release from now on."""
    with _registry() as registry:
        _told(registry.withdraw(id_, _actor(by), _now(), reason), f"{id_} is withdrawn")


@releases_app.command()
def restore(id_: Id, by: By = "", reason: Reason = "") -> None:
    """Undo a withdrawal."""
    with _registry() as registry:
        _told(registry.restore(id_, _actor(by), _now(), reason), f"{id_} is published")
    typer.echo(
        "If `tanyahumas index` ran in the meantime, run it again so that the release is found.", err=True
    )


@releases_app.command()
def embargo(
    id_: Id,
    until: Annotated[str, typer.Argument(help="2025-05-17T09:00+07:00, `17 Mei 2025 09.00 WIB`, or none.")],
    by: By = "",
    reason: Reason = "",
) -> None:
    """Let nobody see a release before a moment; `none` lifts the embargo."""
    moment = None if until.strip().lower() in ("none", "tidak") else _moment(until)
    with _registry() as registry:
        changed = registry.embargo(id_, moment, _actor(by), _now(), reason)
    _told(changed, f"{id_} is under embargo until {_wib(moment)}" if moment else f"{id_} is under no embargo")


@releases_app.command()
def supersede(
    id_: Id,
    new: Annotated[str, typer.Argument(help="The id of the release that takes its place.")],
    by: By = "",
    reason: Reason = "",
) -> None:
    """Let another release take a release's place; answers name both."""
    with _registry() as registry:
        _told(registry.supersede(id_, new, _actor(by), _now(), reason), f"{new} supersedes {id_}")


@releases_app.command()
def history(id_: Id, as_json: AsJson = False) -> None:
    """Show what happened to one release, oldest first."""
    with _registry() as registry:
        for entry in registry.history(id_):
            details = {"at": entry.at.isoformat(), "by": entry.actor, "action": entry.action}
            line = f"{_wib(entry.at)}\t{entry.actor}\t{entry.action}\t{_json(dict(entry.details))}"
            typer.echo(_json({**details, "details": dict(entry.details)}) if as_json else line)


@contextmanager
def _registry() -> Iterator[Registry]:
    from tanyahumas.registry import open_registry

    registry = open_registry(load_settings().database_url)
    try:
        yield registry
    finally:
        registry.close()


def _told(changed: bool, state: str) -> None:
    typer.echo(state if changed else f"{state} already")


def _actor(by: str) -> str:
    return by or user_name() or "operator"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _moment(text: str) -> dt.datetime:
    from tanyahumas.corpus.dates import parse_time

    try:
        return parse_time(text)
    except ValueError:
        raise RegistryError(
            f"no full date and time: `{text}`",
            "write it as 2025-05-17T09:00+07:00 or `17 Mei 2025 09.00 WIB`",
        ) from None


def _wib(moment: dt.datetime) -> str:
    return moment.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S WIB")


def _embargoed(listed: Listed) -> bool:
    return listed.release.embargo_until is not None and listed.release.embargo_until > _now()


def _state(listed: Listed) -> str:
    if listed.removed_at is not None:
        return "removed"
    embargo_until = listed.release.embargo_until
    under = f", embargo until {_wib(embargo_until)}" if embargo_until and _embargoed(listed) else ""
    return listed.release.status.value + under


def _quotes(release: Release) -> list[dict[str, Any]]:
    """Direct quotes and their speakers, each as [start, end] of the text."""
    from tanyahumas.language.speech import direct_quotes

    return [{"quote": [s.start, s.end], "speaker": s.speaker} for s in direct_quotes(release.text)]


def _clipped(words: str) -> str:
    return words if len(words) <= CLIPPED else words[: CLIPPED - 1].rsplit(" ", 1)[0] + "…"


def _line(release: Release) -> str:
    """Id, date and title."""
    return f"{release.id}\t{release.date.isoformat() if release.date else '-'}\t{release.title}"


def _printable(text: str) -> str:
    from tanyahumas.corpus.problems import printable

    return printable(text)


def _as_dict(listed: Listed, text: bool) -> dict[str, Any]:
    release = listed.release
    shown: dict[str, Any] = {
        "id": release.id,
        "title": release.title,
        "date": release.date and release.date.isoformat(),
        "event_date": release.event_date and release.event_date.isoformat(),
        **{name: getattr(release, name) for name in ("place", "number", "byline", "url", "language")},
        "retelling": release.retelling,
        "state": _state(listed),
        "status": release.status.value,
        "embargo_until": release.embargo_until and release.embargo_until.isoformat(),
        "corrects": release.corrects,
        "supersedes": release.supersedes,
        "audience": sorted(release.audience),
        "sources": list(listed.sources),
        "first_seen": listed.first_seen.isoformat(),
        "updated": listed.updated.isoformat(),
    }
    return {**shown, "text": release.text} if text else shown


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
