"""Vectors of questions are made once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tanyahumas.embedding.remembering import MOST, RememberingEmbedder


class Counting:
    """Vectors that tell the length of the text; notes what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.extend(texts)
        return np.array([[len(text)] for text in texts], np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        self.asked.append(text)
        return np.array([len(text)], np.float32)


def test_a_question_is_embedded_once() -> None:
    """The second time it is remembered; passages never are, nor questions long ago."""
    counting = Counting()
    embedder = RememberingEmbedder(counting)
    assert [embedder.embed_query(text).tolist() for text in ("a", "bb", "a")] == [[1.0], [2.0], [1.0]]
    assert counting.asked == ["a", "bb"]
    for _ in range(2):
        assert embedder.embed_passages(["a"]).tolist() == [[1.0]]
    for number in range(MOST):
        embedder.embed_query(str(number))
    embedder.embed_query("a")
    assert counting.asked[2:4] == ["a", "a"]
    assert counting.asked[-1] == "a"
