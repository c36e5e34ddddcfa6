"""The command line: `tanyahumas …`; the home of typer.

Exit codes: 0 done (an honest "no release tells" too), 1 failed, 2 wrong usage or setting,
3 indexed, but some files could not be read, 130 interrupted.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from tanyahumas.cli_import import import_app
from tanyahumas.cli_releases import releases_app
from tanyahumas.config import Settings, load_settings
from tanyahumas.domain import Scope
from tanyahumas.errors import ConfigurationError, QuestionError, TanyahumasError
from tanyahumas.language.typed_dates import read_date

FAILED, USAGE = 1, 2

cli = typer.Typer(
    name="tanyahumas",
    help="Ask PR: answers about an institution's news releases, with the exact quote and its source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

cli.add_typer(releases_app, name="releases")
cli.add_typer(import_app, name="import")

QuestionText = Annotated[str, typer.Argument(help="The question; `-` reads one a line from standard input.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
IndexFirst = Annotated[bool, typer.Option("--index", help="Index the corpus first if nothing is indexed.")]
Since = Annotated[str, typer.Option(metavar="DATE", help="Only releases since 2023, 2023-10 or 17/10/2023.")]
Until = Annotated[str, typer.Option(metavar="DATE", help="Only releases up to this date.")]
OnlyRelease = Annotated[
    str | None, typer.Option("--release", metavar="RELEASE", help="Only this release, by its id.")
]


@cli.command()
def ask(
    question: QuestionText,
    since: Since = "",
    until: Until = "",
    release: OnlyRelease = None,
    json: AsJson = False,
    index: IndexFirst = False,
) -> None:
    """Answer a question with an exact quote and its release."""
    from tanyahumas.commands.asking import ask_command

    scope = _scope(since, until, release)
    ask_command(_settings(), question, scope, as_json=json, index_first=index)


@cli.command()
def search(
    question: QuestionText,
    since: Since = "",
    until: Until = "",
    release: OnlyRelease = None,
    json: AsJson = False,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
) -> None:
    """Show the passages that are found for a question, best first."""
    from tanyahumas.commands.asking import search_command

    search_command(_settings(), question, _scope(since, until, release), as_json=json, k=k)


@cli.command()
def chat() -> None:
    """Ask in a conversation; an empty line or Ctrl-D ends it."""
    from tanyahumas.commands.asking import chat_command

    chat_command(_settings())


@cli.command()
def index(
    path: Annotated[
        Path | None, typer.Argument(help="A folder, a file or a .jsonl; default: the corpus.")
    ] = None,
    registry: Annotated[
        bool, typer.Option("--registry", help="Read no corpus: index what the registry holds.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done.")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build anew; known vectors are reused.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Accept an empty or much smaller corpus.")] = False,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Write what became of every file.")
    ] = None,
    rollback: Annotated[bool, typer.Option("--rollback", help="Go back to the index before.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Delete all older indexes.")] = False,
    purge: Annotated[
        list[str] | None,
        typer.Option("--purge", metavar="RELEASE", help="Delete a release for good; may be repeated."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Bring registry and index up to date with a corpus; only what changed is done."""
    from tanyahumas.commands.indexing import index_command, index_registry_command
    from tanyahumas.commands.upkeep import upkeep_command

    reads_no_path = registry or rollback or prune or purge
    both = registry and (rollback or prune or purge or force or report)
    if sum((dry_run, rebuild, rollback, prune, bool(purge))) > 1 or (path and reads_no_path) or both:
        raise typer.BadParameter("these options cannot be used together")
    if rollback or prune or purge:
        code = upkeep_command(_settings(), rollback=rollback, purge=tuple(purge or ()), as_json=json)
    elif registry:
        code = index_registry_command(_settings(), rebuild=rebuild, dry_run=dry_run, as_json=json)
    else:
        code = index_command(
            _settings(),
            path,
            rebuild=rebuild,
            force=force,
            dry_run=dry_run,
            as_json=json,
            report_to=report,
        )
    raise typer.Exit(code)


@cli.command("eval")
def evaluate(
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", help="What to measure, may be repeated: own, dates, dev_10k, … [default: own]"),
    ] = None,
    compare: Annotated[
        str | None, typer.Option("--compare", metavar="RUN", help="An older run: name, file or `last`.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="So many questions of each set, always the same.")
    ] = None,
    index: Annotated[
        bool, typer.Option("--index", help="Bring the set's own index up to date first.")
    ] = False,
    answers: Annotated[
        bool | None,
        typer.Option("--answers/--search-only", help="Ask, or only search [default: as the set is meant]."),
    ] = None,
    note: Annotated[str, typer.Option(help="What is being tried; kept in the run.")] = "",
    write_floors: Annotated[
        Path | None, typer.Option(help="Renew the floors of these sets in this file, just below the figures.")
    ] = None,
) -> None:
    """Measure how well releases are found and questions answered; writes a run file and a page."""
    from tanyahumas.commands.evaluating import Wishes, eval_command

    eval_command(_settings(), Wishes(sets or (), compare, limit, index, answers, note, write_floors))


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A new file.")],
    index: Annotated[bool, typer.Option("--index", help="With the index, which can be made again.")] = False,
) -> None:
    """Write registry, keys and question log into one file; the bot may run meanwhile."""
    from tanyahumas.commands.backup import backup_command

    backup_command(_settings(), file, with_index=index)


@cli.command()
def restore(file: Annotated[Path, typer.Argument(help="What `backup` wrote.")]) -> None:
    """Read a backup into an empty data directory and build the index."""
    from tanyahumas.commands.backup import restore_command

    restore_command(_settings(), file)


@cli.command()
def doctor(
    json: AsJson = False,
    discord: Annotated[
        bool, typer.Option("--discord", help="Also ask Discord about the token and the set-up.")
    ] = False,
) -> None:
    """Say what is installed, which model and index are there, and what to do next."""
    from tanyahumas.commands.doctor import doctor_command

    raise typer.Exit(doctor_command(_settings(), as_json=json, with_discord=discord))


@cli.command()
def stats(
    days: Annotated[int, typer.Option(min=1, help="So many days back.")] = 30,
    release: Annotated[
        str | None, typer.Option(metavar="RELEASE", help="List past answers that cited this release instead.")
    ] = None,
) -> None:
    """What was asked in Discord, what stayed unanswered, what was disliked."""
    from tanyahumas.commands.stats import stats_command

    stats_command(_settings(), days, release)


@cli.command()
def bot() -> None:
    """Run the Discord bot (the token is in DISCORD_TOKEN)."""
    from tanyahumas.discord_app.runner import run_bot

    run_bot(_settings())


def _scope(since: str, until: str, release: str | None) -> Scope:
    first = read_date(since, end=False) if since else None
    last = read_date(until, end=True) if until else None
    if (since and first is None) or (until and last is None):
        raise typer.BadParameter("a date is not understood; write 2023, 2023-10, 2023-10-17 or 17/10/2023")
    return Scope(first, last, release)


def _settings() -> Settings:
    settings = load_settings()
    logging.basicConfig(
        level=settings.log_level.upper(), stream=sys.stderr, format="%(levelname)s %(message)s"
    )
    return settings


def main() -> None:
    """Run the command line; every expected error is one line on standard error."""
    try:
        cli()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except TanyahumasError as error:
        sys.stderr.write(f"tanyahumas: {error}\n")
        sys.exit(USAGE if isinstance(error, ConfigurationError | QuestionError) else FAILED)
