"""`doctor`: what is installed, what is indexed, and what to do next."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from tanyahumas import __version__
from tanyahumas.app import App, open_app, utc_now
from tanyahumas.commands.show import stdout
from tanyahumas.config import PREFIX, Settings
from tanyahumas.errors import IndexingError, MissingIndexError, TanyahumasError

PACKAGES = ("langchain", "chromadb", "sentence-transformers", "discord.py", "tiktoken", "torch")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `remedy` is empty when all is well."""

    subject: str
    state: str
    remedy: str


def doctor_command(settings: Settings, *, as_json: bool, with_discord: bool) -> int:
    """Print the report; 0 when questions can be answered (and Discord is well, if asked), else 1."""
    checks = _asked_of_discord(settings) if with_discord else []
    findings = [*examine(settings), *checks]
    if as_json:
        stdout().print(json.dumps([asdict(f) for f in findings], ensure_ascii=False), markup=False)
    else:
        for finding in findings:
            mark = "!" if finding.remedy else " "
            stdout().print(f"{mark} {finding.subject:<12} {finding.state}", markup=False)
        for finding in (f for f in findings if f.remedy):
            stdout().print(f"next: {finding.remedy}", markup=False)
    decisive = {"data", "registry", "index", "model", *(check.subject for check in checks)}
    return int(any(f.remedy for f in findings if f.subject in decisive))


def _asked_of_discord(settings: Settings) -> list[Finding]:
    from tanyahumas.discord_app.checkup import check_discord

    return [Finding(check.subject, check.state, check.remedy) for check in check_discord(settings)]


def examine(settings: Settings) -> list[Finding]:
    """Everything that decides whether a question can be answered, in the order of dependence."""
    found = [
        Finding("tanyahumas", f"{__version__} on Python {platform.python_version()}", ""),
        Finding("packages", ", ".join(f"{name} {_version(name)}" for name in PACKAGES), ""),
        Finding("data", str(settings.home), ""),
        _settings_in_force(),
        Finding("chat model", settings.chat_model or "none: answers are quotes", ""),
        _discord(settings),
    ]
    try:
        with open_app(settings) as app:
            return [*found, _registry(app), _model(app), index_finding(app)]
    except TanyahumasError as error:
        return [*found, Finding("data", error.message, error.remedy or "see the message")]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _settings_in_force() -> Finding:
    names = sorted(name for name in os.environ if name.startswith(PREFIX))
    known = ", ".join(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
    return Finding("settings", f"{', '.join(names) or 'all at their defaults'} (known: {known})", "")


def _discord(settings: Settings) -> Finding:
    if settings.discord_token.get_secret_value():
        return Finding("discord", "a token is set", "")
    return Finding("discord", "no token: the bot cannot start", "set DISCORD_TOKEN (docs/discord.md)")


def _registry(app: App) -> Finding:
    count = app.registry.count()
    return Finding("registry", f"{count} releases", "" if count else "tanyahumas index")


def _model(app: App) -> Finding:
    try:
        return Finding(
            "model", f"{app.settings.embedding_model or 'built in'} ({app.embedder.fingerprint})", ""
        )
    except TanyahumasError as error:
        return Finding("model", error.message, error.remedy or "see the message")


def index_finding(app: App) -> Finding:
    """Whether the live index can be opened and is what was published; compares every file."""
    live = app.live_index()
    try:
        with live.use() as index:
            manifest, problems = index.manifest, index.problems
    except MissingIndexError as error:
        return Finding("index", error.message, "tanyahumas index")
    except IndexingError as error:
        return Finding("index", error.message, error.remedy or "tanyahumas index --rebuild")
    finally:
        live.close()
    age = utc_now() - datetime.fromisoformat(manifest.created)
    state = f"{manifest.chunks} chunks of {manifest.releases} releases, built {_age(age.total_seconds())} ago"
    if problems:
        return Finding("index", f"{state}; damaged: {'; '.join(problems)}", "tanyahumas index")
    return Finding("index", f"{state} ({app.store.current_name()})", "")


def _age(seconds: float) -> str:
    for size, unit in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} seconds"
