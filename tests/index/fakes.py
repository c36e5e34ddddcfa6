"""A registry in a dictionary and a model of hashed words: small, real, quick."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanyahumas.app import App, open_app
from tanyahumas.chunking import chunk_release
from tanyahumas.config import Settings
from tanyahumas.domain import Chunk, Release
from tanyahumas.index import GenerationStore, IndexSettings, IndexWork
from tanyahumas.index.verify import verify
from tanyahumas.language.tokens import search_tokens

DIMENSIONS = 64
NOW = datetime(2025, 1, 1, tzinfo=UTC)


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors of hashed words, shape (n, 64)."""
    vectors = np.full((len(texts), DIMENSIONS), 1e-3, dtype=np.float32)
    for row, text in zip(vectors, texts, strict=True):
        for word in search_tokens(text):
            row[hashlib.sha256(word.encode()).digest()[0] % DIMENSIONS] += 1
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


class FakeReleases:
    """What indexing needs of the registry, in memory."""

    def __init__(self, releases: Sequence[Release]) -> None:
        self.held = {release.id: release for release in releases}
        self.vectors: dict[str, NDArray[np.float32]] = {}

    def content_hashes(self) -> dict[str, str]:
        return {release.id: release.content_hash for release in self.held.values()}

    def indexable(self) -> Iterator[Release]:
        return iter(list(self.held.values()))

    def cached_vectors(self, fingerprint: str, hashes: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        return {h: self.vectors[fingerprint + h] for h in hashes if fingerprint + h in self.vectors}

    def store_vectors(self, fingerprint: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        self.vectors.update({fingerprint + h: vector for h, vector in vectors.items()})


def chunk(release: Release) -> tuple[Chunk, ...]:
    return chunk_release(release, 40, lambda texts: [len(t.split()) for t in texts], 500)


def make_work(home: Path, releases: FakeReleases, fingerprint: str = "model-a") -> IndexWork:
    """The parts of an index run over fakes, in `home`; checked in this process, which saves a second."""
    settings = IndexSettings(fingerprint, DIMENSIONS, 40, 1)
    return IndexWork(GenerationStore(home), releases, settings, chunk, embed, verify=verify)


class FakeEmbedder:
    """`embed` as an embedding model."""

    fingerprint = "hashed-words"
    dimensions = DIMENSIONS
    max_tokens = 500

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        return embed(texts)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return embed([text])[0]


class SmallApp(App):
    """The real app over the small model, checking indexes in this process."""

    @cached_property
    def embedder(self) -> FakeEmbedder:
        return FakeEmbedder()

    @property
    def index_work(self) -> IndexWork:
        return replace(super().index_work, verify=verify)


@contextmanager
def open_small(home: Path) -> Iterator[SmallApp]:
    """A small app with a data directory of its own."""
    settings = Settings(home=home)
    with open_app(settings) as app:
        yield SmallApp(settings, app.registry)


def write_corpus(folder: Path, texts: Mapping[str, str]) -> Path:
    """A corpus of one file a release, named by its id; files that were there before are removed."""
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for name, text in texts.items():
        head = f"---\nid: {name}\ntitle: Rilis {name}\ndate: 2025-01-02\n---\n"
        (folder / f"{name}.md").write_text(f"{head}{text}\n", "utf-8")
    return folder
