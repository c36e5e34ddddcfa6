import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tanyahumas.corpus.feeds import Fetcher, ImportReport, Policy, import_feed
from tanyahumas.corpus.feeds.items import Feed, Tools
from tanyahumas.corpus.parsing import Extractor
from tanyahumas.registry import Registry, open_registry

from .site import Site

NOW = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


@pytest.fixture
def fetcher(site: Site) -> Fetcher:
    """Asks the loopback site without pauses."""
    return make_fetcher(site)


def make_fetcher(site: Site, **policy: Any) -> Fetcher:
    """A fetcher for the loopback site; pauses are counted in `slept` and not made."""
    usual: dict[str, Any] = {
        "hosts": frozenset({"127.0.0.1"}), "ports": frozenset({site.port}), "private": True, "delay": 0.0,
        "timeout": 5.0,
    }  # fmt: skip
    return Fetcher(Policy(**{**usual, **policy}), sleep=lambda seconds: None)


@pytest.fixture(scope="session")
def extractor() -> Iterator[Extractor]:
    with Extractor() as one:
        yield one


@pytest.fixture
def tools(fetcher: Fetcher, extractor: Extractor) -> Tools:
    return Tools(fetcher, extractor)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    opened = open_registry(f"sqlite:///{tmp_path / 'registry.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def run(registry: Registry) -> Callable[..., ImportReport]:
    """Import a feed into the registry."""

    def ran(feed: Feed, force: bool = False) -> ImportReport:
        return import_feed(registry, feed, "tests", lambda: NOW, force=force)

    return ran
