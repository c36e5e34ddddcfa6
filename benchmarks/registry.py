"""What the registry costs with many releases: `python benchmarks/registry.py [RELEASES]`.

Made-up releases of about 2.6 kB in a registry of its own. Prints seconds of wall and of processor time.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tanyahumas.domain import ANYBODY, PUBLIC, Release, Status
from tanyahumas.registry import open_registry

NOW = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
SCOPE, FEED = "/rilis", "https://kampus.example/feed"


def made_up(count: int) -> Iterator[Release]:
    """Releases with texts of 350 words out of 5,000, one in twenty nearly a copy of the one before."""
    drawn = random.Random(7)
    words = ["".join(drawn.choices("aeioubdgklmnprst", k=drawn.randrange(3, 11))) for _ in range(5_000)]
    text: list[str] = []
    for number in range(count):
        text = (
            [*text[:340], *drawn.choices(words, k=10)] if number % 20 == 19 else drawn.choices(words, k=350)
        )
        yield Release(
            id=f"rilis-{number:06d}", title=f"Judul {number}", text=" ".join(text), language="id",
            date=dt.date(2010, 1, 1) + dt.timedelta(days=number % 5_500), event_date=None, place=None,
            url=None, number=None, byline=None, source=f"{SCOPE}/{number:06d}.md", retelling=False,
            status=Status.PUBLISHED, embargo_until=None, corrects=None, supersedes=None,
            audience=frozenset({PUBLIC}),
        )  # fmt: skip


def timed(name: str, work: Callable[[], Any], times: int = 1) -> None:
    wall, processor = time.perf_counter(), time.process_time()
    for _ in range(times):
        work()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"{name:32} {wall / times:9.4f} s {processor / times:9.4f} s", flush=True)


def main(count: int) -> None:
    """Print the cost of every kind of sync, and of finding the releases of some days."""
    releases = list(made_up(count))
    other = [next(made_up(1))]
    with tempfile.TemporaryDirectory() as folder:
        registry = open_registry(f"sqlite:///{Path(folder) / 'registry.sqlite'}")
        timed(f"{count} new releases", lambda: registry.sync(releases, SCOPE, "bench", NOW))
        timed("the same folder again", lambda: registry.sync(releases, SCOPE, "bench", NOW))

        def one_more(number: int = 0) -> None:
            text = f"Satu rilis lagi {time.perf_counter()} {number}. {other[0].text}"
            more = Release(**{**_fields(other[0]), "id": "lagi", "source": f"{FEED}#1", "text": text})
            registry.sync([more], FEED, "bench", NOW, gone=())

        timed("one changed item of a feed", one_more, 5)
        span = (dt.date(2020, 3, 1), dt.date(2020, 3, 7))
        timed("releases of a week", lambda: registry.released_between(*span, ANYBODY, NOW, 200), 20)
        registry.close()


def _fields(release: Release) -> dict[str, Any]:
    return {name: getattr(release, name) for name in Release.__slots__}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
