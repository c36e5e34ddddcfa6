"""Question and passage judged together by a sentence-transformers CrossEncoder."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tanyahumas.embedding.once import Once
from tanyahumas.embedding.sentence import find_model, quiet_libraries
from tanyahumas.errors import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

SETTING = "TANYAHUMAS_RERANK_MODEL"
REMEDY = f"unset {SETTING} to rerank with the built-in reader, or name a CrossEncoder that can be loaded"
LONGEST_PAIR = 512  # tokens of a model that states no bound
LONGEST_STATED = 100_000  # what is above is no bound


class PairScorer:
    """The CrossEncoder of a hub name or a folder, found and loaded at the first use; thread-safe."""

    def __init__(self, name: str) -> None:
        self._model = Once(lambda: _load(find_model(name, "reranking", REMEDY)))
        self._lock = threading.Lock()

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """How well each passage answers, shape (n,), in order, more is better; (0,) for none.

        What is longer than the model reads is cut off at the end.

        Raises:
            EmbeddingError: the model is not to be had, cannot be loaded, or gives a pair more than one score.
        """
        if not passages:
            return np.empty(0, np.float32)
        model = self._model()
        with self._lock:
            found = model.predict(
                [(question, passage) for passage in passages], convert_to_numpy=True, show_progress_bar=False
            )
        return np.asarray(found, np.float32).reshape(len(passages))


def _load(folder: Path) -> CrossEncoder:
    quiet_libraries()
    from sentence_transformers import CrossEncoder

    try:
        model: CrossEncoder = CrossEncoder(str(folder), device="cpu", local_files_only=True)
    except Exception as failed:  # transformers and torch raise errors of every kind for a bad folder
        raise EmbeddingError(
            f"the reranking model in {folder} cannot be loaded: {failed}", REMEDY
        ) from failed
    if model.num_labels != 1:
        raise EmbeddingError(
            f"the model in {folder} gives {model.num_labels} scores for a pair; reranking takes one", REMEDY
        )
    if (model.max_seq_length or LONGEST_PAIR) > LONGEST_STATED:
        model.max_seq_length = LONGEST_PAIR
    return model
