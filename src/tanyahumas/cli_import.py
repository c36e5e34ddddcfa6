"""`tanyahumas import …`: releases from web sites and folders into the registry.

What was imported is found once `tanyahumas index --registry` has run, or with `--index` at once.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from tanyahumas.config import load_settings, user_name
from tanyahumas.errors import CorpusError

if TYPE_CHECKING:
    from tanyahumas.corpus.feeds import ImportReport
    from tanyahumas.corpus.feeds.fetching import Policy
    from tanyahumas.corpus.feeds.items import Feed, Tools
    from tanyahumas.registry import Registry

PARTLY = 3
SHOWN_PROBLEMS = 20

import_app = typer.Typer(help="Import releases from a web site or a folder.", no_args_is_help=True)

Url = Annotated[str, typer.Argument(help="http(s) address.")]
Hosts = Annotated[list[str] | None, typer.Option("--allow-host", help="A further host of the same site.")]
Private = Annotated[bool, typer.Option("--allow-private", help="Ask a site inside the own network.")]
IgnoreRobots = Annotated[bool, typer.Option("--ignore-robots", help="The site is our own.")]
Delay = Annotated[float, typer.Option("--delay", min=0.0, help="Seconds between two requests.")]
Force = Annotated[bool, typer.Option("--force", help="Accept that most items are gone.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ThenIndex = Annotated[bool, typer.Option("--index", help="Then index what the registry holds.")]


@import_app.command()
def wordpress(
    url: Url,
    allow_host: Hosts = None,
    allow_private: Private = False,
    ignore_robots: IgnoreRobots = False,
    delay: Delay = 1.0,
    force: Force = False,
    index: ThenIndex = False,
    as_json: AsJson = False,
) -> None:
    """Import the posts of a WordPress site through its REST interface."""
    from tanyahumas.corpus.feeds import WordPressFeed

    policy = _policy(url, allow_host, allow_private, ignore_robots, delay)
    _import(policy, lambda tools: WordPressFeed(url, tools), force, index, as_json)


@import_app.command()
def rss(
    url: Url,
    allow_host: Hosts = None,
    allow_private: Private = False,
    ignore_robots: IgnoreRobots = False,
    delay: Delay = 1.0,
    check: Annotated[
        bool, typer.Option("--check", help="Ask also for the pages of all older items: are they still there?")
    ] = False,
    force: Force = False,
    index: ThenIndex = False,
    as_json: AsJson = False,
) -> None:
    """Import an RSS or Atom feed; what it no longer shows stays, unless its page is gone."""
    from tanyahumas.corpus.feeds import RssFeed

    policy = _policy(url, allow_host, allow_private, ignore_robots, delay)
    _import(policy, lambda tools: RssFeed(url, tools, check=check), force, index, as_json)


@import_app.command()
def sitemap(
    url: Url,
    under: Annotated[str, typer.Option("--under", help="Only addresses that contain this.")] = "",
    allow_host: Hosts = None,
    allow_private: Private = False,
    ignore_robots: IgnoreRobots = False,
    delay: Delay = 1.0,
    force: Force = False,
    index: ThenIndex = False,
    as_json: AsJson = False,
) -> None:
    """Import every page that a sitemap names."""
    from tanyahumas.corpus.feeds import SitemapFeed

    policy = _policy(url, allow_host, allow_private, ignore_robots, delay)
    _import(policy, lambda tools: SitemapFeed(url, tools, under), force, index, as_json)


@import_app.command()
def folder(
    path: Annotated[Path, typer.Argument(help="A folder, a file or a .jsonl.")],
    index: ThenIndex = False,
    as_json: AsJson = False,
) -> None:
    """Import files, as `tanyahumas index PATH` does before it indexes."""
    from tanyahumas.corpus import read_corpus
    from tanyahumas.corpus.feeds import ImportReport

    reading = read_corpus(path)
    if not reading.releases:
        first = "; ".join(f"{p.source}: {p.reason}" for p in reading.problems[:1])
        raise CorpusError(f"no release in {path}" + (f"; {first}" if first else ""), "put releases there")
    registry = _registry()
    try:
        done = registry.sync(reading.releases, str(path.resolve()), _actor(), _now(), reading.copies)
    finally:
        registry.close()
    report = ImportReport(
        list(done.added), list(done.changed), list(done.removed), len(reading.copies), len(done.unchanged)
    )
    report.problems += reading.problems
    for conflict in done.conflicts:
        report.reject(conflict.source, conflict.reason, conflict.remedy)
    _finish(report, index, as_json)


def _policy(url: str, more: list[str] | None, private: bool, ignore_robots: bool, delay: float) -> Policy:
    from tanyahumas.corpus.feeds import Policy

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CorpusError(f"not a web address: {url[:200]}", "give it as https://…")
    host = parts.hostname
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    ports = {80, 443, parts.port or 443}
    return Policy(
        hosts=frozenset({host, other, *(more or ())}),
        ports=frozenset(ports),
        private=private,
        delay=delay,
        robots=not ignore_robots,
    )


def _import(policy: Policy, make: Callable[[Tools], Feed], force: bool, index: bool, as_json: bool) -> None:
    from tanyahumas.corpus.feeds import Fetcher, import_feed
    from tanyahumas.corpus.feeds.items import Tools
    from tanyahumas.corpus.parsing import Extractor

    registry = _registry()
    try:
        with Extractor() as extractor:
            feed = make(Tools(Fetcher(policy), extractor))
            report = import_feed(registry, feed, _actor(), _now, _progress, force)
    finally:
        registry.close()
    _finish(report, index, as_json)


def _progress(done: int, total: int) -> None:
    typer.echo(f"{done} of {total}", err=True)


def _finish(report: ImportReport, index: bool, as_json: bool) -> None:
    """Say what was imported, index it if that is wanted, and end with code 3 if something was rejected."""
    _tell(report, index, as_json)
    if index:
        from tanyahumas.commands.indexing import index_registry_command

        index_registry_command(load_settings(), as_json=as_json)
    if any(problem.rejected for problem in report.problems):
        raise typer.Exit(PARTLY)


def _tell(report: ImportReport, index: bool, as_json: bool) -> None:
    from tanyahumas.corpus.problems import printable

    for problem in report.problems[:SHOWN_PROBLEMS]:
        typer.echo(printable(f"{problem.source}: {problem.reason} → {problem.remedy}"), err=True)
    if len(report.problems) > SHOWN_PROBLEMS:
        typer.echo(f"… and {len(report.problems) - SHOWN_PROBLEMS} more problems", err=True)
    counts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "removed": len(report.removed),
        "copies": report.copies,
        "unchanged": report.skipped,
        "rejected": sum(problem.rejected for problem in report.problems),
    }
    if as_json:
        typer.echo(json.dumps(counts))
    else:
        typer.echo(", ".join(f"{count} {name}" for name, count in counts.items()))
        if not index and (report.added or report.changed or report.removed):
            typer.echo("Run `tanyahumas index --registry`, so that questions find them.", err=True)


def _registry() -> Registry:
    from tanyahumas.registry import open_registry

    return open_registry(load_settings().database_url)


def _actor() -> str:
    return f"import:{user_name() or 'unknown'}"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
