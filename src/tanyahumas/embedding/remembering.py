"""Vectors of the last questions: search and answer ask for the same ones."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

MOST = 64  # questions


class Embeds(Protocol):
    """What is needed of the embedding model."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]: ...

    def embed_query(self, text: str) -> NDArray[np.float32]: ...


class RememberingEmbedder:
    """An embedder that makes the vector of a question once; thread-safe."""

    def __init__(self, embedder: Embeds) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._held: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.embed_passages`; nothing is remembered."""
        return self._embedder.embed_passages(texts)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """See `Embedder.embed_query`; not to be written to."""
        with self._lock:
            held = self._held.get(text)
        if held is not None:
            return held
        vector = self._embedder.embed_query(text)
        vector.setflags(write=False)
        with self._lock:
            self._held[text] = vector
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        return vector
