import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, create_engine

from tanyahumas.domain import Release, Status
from tanyahumas.registry import Registry, open_registry

NOW = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)


def make_release(id_: str, **fields: Any) -> Release:
    """A published, public release of a file in the folder /rilis that does not exist."""
    values: dict[str, Any] = {
        "title": f"Judul {id_}",
        "text": f"Isi {id_}.",
        "language": "id",
        "date": dt.date(2025, 5, 5),
        "event_date": None,
        "place": "Kota Contoh",
        "url": None,
        "number": None,
        "byline": None,
        "source": f"/rilis/{id_}.md",
        "retelling": False,
        "status": Status.PUBLISHED,
        "embargo_until": None,
        "corrects": None,
        "supersedes": None,
        "audience": frozenset({"public"}),
    }
    return Release(id=id_, **{**values, **fields})


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A registry of its own: a SQLite file, or tables emptied in the server that a variable names."""
    server = os.environ.get("REGISTRY_TEST_URL")
    if server:
        _drop_everything(server)
    return server or f"sqlite:///{tmp_path / 'registry.sqlite'}"


@pytest.fixture
def sqlite_only() -> None:
    if os.environ.get("REGISTRY_TEST_URL"):
        pytest.skip("about the SQLite file")


def _drop_everything(server: str) -> None:
    engine = create_engine(server)
    with engine.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        tables.drop_all(connection)
    engine.dispose()


@pytest.fixture
def registry(url: str) -> Iterator[Registry]:
    opened = open_registry(url)
    yield opened
    opened.close()


@pytest.fixture
def sync(registry: Registry) -> Callable[..., Any]:
    """Sync releases read under /rilis, or under `scope`."""

    def synced(*releases: Release, scope: str = "/rilis", copies: Any = ()) -> Any:
        return registry.sync(releases, scope, "tests", NOW, copies)

    return synced
