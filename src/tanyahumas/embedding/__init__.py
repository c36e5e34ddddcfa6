"""Texts to vectors: one model, the built-in one or any that sentence-transformers loads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tanyahumas.embedding.default import BuiltIn

__all__ = ["Embedder", "load_embedder"]


class Embedder(Protocol):
    """An embedding model; thread-safe, and cheap until the first call that embeds."""

    @property
    def fingerprint(self) -> str:
        """Stable id of model, prompts and normalisation: equal ids mean interchangeable vectors."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of the vectors."""
        ...

    @property
    def max_tokens(self) -> int:
        """The longest passage, in the model's own tokens, that can be embedded."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The model's own tokens of each text as a passage, prompt and special tokens included.

        Raises:
            EmbeddingError: the model cannot be loaded.
        """
        ...

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors, shape (n, dimensions), in the order of the texts; (0, dimensions) for none.

        `progress` is called after each batch with the number of texts in it.

        Raises:
            EmbeddingError: a text has more than `max_tokens` tokens (nothing is ever cut), or the
                model cannot be loaded or is not the one expected.
        """
        ...

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question, shape (dimensions,); only what passes `max_tokens` is cut.

        Raises:
            EmbeddingError: the model cannot be loaded or is not the one expected.
        """
        ...


def load_embedder(home: Path, name: str, base: BuiltIn | None = None) -> Embedder:
    """The built-in model for an empty name, else the sentence-transformers model of that name or path.

    Nothing is read, written or imported before the first use; the built-in model is then converted
    into `home / "models"`, once. A `base` is used for it in the place of one of its own.
    """
    from tanyahumas.embedding.default import BuiltIn, DefaultEmbedder
    from tanyahumas.embedding.named import NamedEmbedder

    return NamedEmbedder(home, name) if name else DefaultEmbedder(base or BuiltIn(home))
