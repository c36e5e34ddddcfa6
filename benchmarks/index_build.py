"""What index runs cost: first, unchanged, with one more release; and embedding beside the bare model.

    nice python benchmarks/index_build.py HOME [--texts 600]

HOME is a data directory that is indexed; it is changed (one release is added), so pass a copy.
"Without embedding" is a rebuild whose vectors all come from the cache.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tanyahumas.app import App, open_app, utc_now
from tanyahumas.config import Settings
from tanyahumas.domain import Release
from tanyahumas.index import IndexWork, LiveIndex, build, build_index, sinks, verify, writing


class Quiet:
    """Progress that nobody looks at."""

    def start(self, releases: int) -> None: ...

    def advance(self, releases: int) -> None: ...


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--texts", type=int, default=600)
    options = parser.parse_args()
    with open_app(Settings(home=options.home)) as app:
        app.embedder.embed_query("apa kabar")
        if options.texts:
            throughput(app, options.texts)
        unchanged(app)
        one_more(app)


def throughput(app: App, count: int) -> None:
    """Texts a second: the bare model, our embedder, and a whole first index run of the same texts."""
    from sentence_transformers import SentenceTransformer

    releases = [release for release, _ in zip(app.registry.indexable(), range(count), strict=False)]
    texts = [chunk.embedded_text for release in releases for chunk in app.chunk(release)]
    folder = app.settings.home / "models" / app.embedder.fingerprint
    model = SentenceTransformer(str(folder), device="cpu")
    model.encode(texts[:64], prompt="passage: ")
    app.embedder.embed_passages(texts[:300])  # loads what it will use for many texts
    _, bare = timed(lambda: model.encode(texts, prompt="passage: ", batch_size=32, normalize_embeddings=True))
    _, ours = timed(lambda: app.embedder.embed_passages(texts))
    _, whole = timed(lambda: first_run(app, releases))
    for name, seconds in (("embedder", ours), ("whole index run", whole)):
        print(
            f"{name}: {len(texts) / seconds:.0f} texts/s; bare encode {len(texts) / bare:.0f};"
            f" ratio {bare / seconds:.2f}"
        )


def first_run(app: App, releases: list[Release]) -> None:
    """Index these releases into a fresh folder, without any cached vector."""
    import tempfile

    with tempfile.TemporaryDirectory() as name, open_app(Settings(home=Path(name))) as fresh:
        fresh.registry.sync(releases, "/", "benchmark", utc_now())
        work = replace(app.index_work, store=fresh.store, releases=fresh.registry)
        build_index(work, Quiet(), utc_now())


def unchanged(app: App) -> None:
    """An unchanged run beside a rebuild without embedding."""
    again, idle = timed(lambda: build_index(app.index_work, Quiet(), utc_now()))
    assert again.plan.is_empty
    report, rebuilt = timed(lambda: build_index(app.index_work, Quiet(), utc_now(), rebuild=True))
    assert report.embedded == 0
    print(
        f"unchanged run: {idle:.2f} s; rebuild of {report.chunks} passages without embedding {rebuilt:.1f} s;"
        f" ratio {idle / rebuilt:.4f}"
    )


def one_more(app: App) -> None:
    """One release more: until a running reader finds it, and until the next generation holds it."""
    newest = next(iter(app.registry.indexable()))
    text = f"Perpustakaan xyloteka membuka koleksi kayu pada malam hari ke-{time.time_ns()}."
    fresh = replace(newest, id="benchmark-one-more", title="Xyloteka", text=text, source="/benchmark/one")
    running = app.live_index()
    waiting = LiveIndex(app.store, app.index_settings, app.registry.cached_vectors)
    for live in (running, waiting):
        finds(live, fresh)  # opens it
    started = time.perf_counter()
    app.registry.sync([fresh], "/benchmark", "benchmark", utc_now())
    assert finds(running, fresh)
    at_once = time.perf_counter() - started
    print(
        f"one release more: found by a running reader after {at_once:.2f} s;"
        f" baseline 3 s; ratio {at_once / 3:.2f}"
    )
    spent: dict[str, float] = {}
    work = watched(app.index_work, spent)
    _, seconds = timed(lambda: build_index(work, Quiet(), utc_now()))
    held, swap = timed(lambda: finds(waiting, fresh))
    assert held
    print(f"in the next generation after {seconds + swap:.2f} s:")
    for name, cost in sorted({**spent, "opening by the reader": swap}.items(), key=lambda part: -part[1]):
        print(f"  {name}: {cost:.2f} s")
    running.close()
    waiting.close()


def finds(live: LiveIndex, release: Release) -> bool:
    """Whether both searches are done and the words find the release, in this very version."""
    with live.use() as index:
        index.nearest(np.ones(index.manifest.settings.dimensions, np.float32), 1)
        found = index.matching({"xyloteka": 1.0}, 5)
        return any(entry.content_hash == release.content_hash for entry, _ in found)


def watched(work: IndexWork, spent: dict[str, float]) -> IndexWork:
    """The same work, noting the seconds of its parts in `spent`."""

    def watch(name: str, part: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            result, seconds = timed(lambda: part(*arguments, **named))
            spent[name] = spent.get(name, 0.0) + seconds
            return result

        return run

    for module, names in (
        (writing, ("_clone", "_add", "build_lexical", "checksums")),
        (build, ("_examine", "_indexed", "_collect")),
    ):
        for name in names:
            setattr(
                module,
                name,
                watch(f"{module.__name__.split('.')[-1]}.{name.strip('_')}", getattr(module, name)),
            )
    finish = watch("writing Chroma's files", sinks.FolderSink.finish)
    sinks.FolderSink.finish = finish  # type: ignore[method-assign]
    return replace(work, verify=watch("verify", verify.verify_in_subprocess))


if __name__ == "__main__":
    main()
