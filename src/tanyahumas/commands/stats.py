"""`stats`: what was asked, what stayed unanswered, what was disliked, which answers cited a release."""

from __future__ import annotations

from datetime import timedelta

from tanyahumas.app import open_app, utc_now
from tanyahumas.commands.show import stdout
from tanyahumas.config import Settings
from tanyahumas.desk.report import citing_lines, stats_lines
from tanyahumas.desk.stats import answers_citing, read_stats
from tanyahumas.registry.database import Database


def stats_command(settings: Settings, days: int, release: str | None) -> None:
    """Print the statistics of the last days, or the past answers that cited a release."""
    with open_app(settings):  # makes the tables, or brings them up to date
        database = Database(settings.database_url)
        if release:
            lines = citing_lines(release, answers_citing(database, release), "en")
        else:
            lines = stats_lines(read_stats(database, utc_now() - timedelta(days=days)), "en")
    stdout().print("\n".join(lines), markup=False)
