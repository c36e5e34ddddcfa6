"""No passage is ever cut: one that is too long for the model is refused."""

from __future__ import annotations

from collections.abc import Sequence

from tanyahumas.errors import EmbeddingError


def refuse_long(texts: Sequence[str], lengths: Sequence[int], limit: int) -> None:
    """Check token counts before anything is embedded.

    Raises:
        EmbeddingError: a text has more tokens than `limit`; the message shows its beginning.
    """
    for text, length in zip(texts, lengths, strict=True):
        if length > limit:
            raise EmbeddingError(
                f"a passage of {length} tokens is too long for the embedding model, which reads {limit}:"
                f" {text[:60]!r}…",
                "set TANYAHUMAS_CHUNK_TOKENS lower and run `tanyahumas index`",
            )
