"""Fixtures that several rooms use: releases, the shared data folder, one indexed corpus."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tanyahumas.app import App, open_app
from tanyahumas.config import Settings
from tanyahumas.domain import PUBLIC, Release, Status
from tanyahumas.ingest import index_path

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared"


class SilentProgress:
    """Counts what it is told, shows nothing."""

    def __init__(self) -> None:
        self.total = 0
        self.done = 0

    def start(self, releases: int) -> None:
        self.total += releases

    def advance(self, releases: int) -> None:
        self.done += releases


def make_release(name: str = "rilis", text: str = "Rektor membuka acara.", **changes: object) -> Release:
    """A public release with plain values; name what a test is about."""
    values: dict[str, object] = {
        "id": name,
        "title": "Judul rilis",
        "text": text,
        "language": "id",
        "date": dt.date(2023, 10, 17),
        "event_date": None,
        "place": "Jakarta",
        "url": None,
        "number": None,
        "byline": None,
        "source": f"corpus/{name}.md",
        "retelling": False,
        "status": Status.PUBLISHED,
        "embargo_until": None,
        "corrects": None,
        "supersedes": None,
        "audience": frozenset({PUBLIC}),
    }
    return Release(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project; tests that need it skip where it is absent."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(f"no data folder at {folder}: this test reads real questions and texts from there")
    return folder


@pytest.fixture(scope="session")
def campus_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a data directory of their own, over the project's corpus."""
    return Settings(home=tmp_path_factory.mktemp("home"), corpus=PROJECT / "corpus")


@pytest.fixture(scope="session")
def campus(campus_settings: Settings) -> Iterator[App]:
    """The project's corpus, indexed with the real model. Tests must not change it."""
    with open_app(campus_settings) as app:
        index_path(app, campus_settings.corpus, SilentProgress())
        yield app
