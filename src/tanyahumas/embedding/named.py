"""Any sentence-transformers model that the settings name."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from tanyahumas.embedding.lengths import refuse_long
from tanyahumas.embedding.once import Once
from tanyahumas.embedding.sentence import SentenceModel, Vectors, dimensions, find_model

_NOT_THE_MODEL = {".git", ".cache", "onnx", "openvino"}


class NamedEmbedder:
    """`Embedder` of a hub name or a folder; see there. The model is found and read at the first use."""

    def __init__(self, home: Path, name: str) -> None:
        self._home = home
        self._folder = Once(lambda: find_model(name))
        self._prompts = Once(lambda: find_prompts(self._folder(), name))
        self._sentences = Once(lambda: SentenceModel(self._folder()))
        self._fingerprint = Once(self._find_fingerprint)

    @property
    def fingerprint(self) -> str:
        """Hash of the model's files and prompts; the files are read again only when they have changed."""
        return self._fingerprint()

    @property
    def dimensions(self) -> int:
        """Length of the vectors."""
        return dimensions(self._sentences().model)

    @property
    def max_tokens(self) -> int:
        """The longest passage that the model reads whole."""
        return int(self._sentences().model.max_seq_length or 512)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as a passage."""
        tokenizer = self._sentences().model.tokenizer
        prompt = self._prompts()[1]
        return [len(tokenizer(prompt + text, truncation=False, verbose=False)["input_ids"]) for text in texts]

    def embed_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors of the texts, shape (n, d)."""
        lengths = self.count_tokens(texts)
        refuse_long(texts, lengths, self.max_tokens)
        return self._sentences().passages(texts, lengths, self._prompts()[1], progress)

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question, shape (d,)."""
        return self._sentences().query(text, self._prompts()[0])

    def _find_fingerprint(self) -> str:
        state = _state(self._folder())
        cache = self._home / "models" / f"fingerprint-{state[:16]}.json"
        try:
            return str(json.loads(cache.read_text(encoding="utf-8"))["fingerprint"])
        except (OSError, ValueError, KeyError, TypeError):
            fingerprint = _hash(self._folder(), self._prompts())
        _remember(cache, fingerprint)
        return fingerprint


def find_prompts(folder: Path, name: str) -> tuple[str, str]:
    """What to put before questions and passages: the model's own, else the rule of E5, else nothing."""
    try:
        config = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))
        own = config.get("prompts") or {}
    except (OSError, ValueError):
        own = {}
    passage = next((own[key] for key in ("document", "passage", "corpus") if own.get(key)), "")
    if own.get("query") or passage:
        return own.get("query") or "", passage
    e5 = re.search(r"(^|[-_/])e5([-_]|$)", name.lower()) and "instruct" not in name.lower()
    return ("query: ", "passage: ") if e5 else ("", "")


def _files(folder: Path) -> list[Path]:
    inside = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in inside if not _NOT_THE_MODEL & set(path.relative_to(folder).parts))


def _state(folder: Path) -> str:
    stats = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in _files(folder)]
    return hashlib.sha256(repr(stats).encode()).hexdigest()


def _hash(folder: Path, prompts: tuple[str, str]) -> str:
    digest = hashlib.sha256(repr((prompts, "l2")).encode())
    for path in _files(folder):
        if path.suffix in {".md", ".png"}:
            continue
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(folder)} {content}\n".encode())
    return f"{folder.resolve().name}-{digest.hexdigest()[:12]}"


def _remember(cache: Path, fingerprint: str) -> None:
    """Write the cache; where it cannot be written, the next process counts again."""
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_text(json.dumps({"fingerprint": fingerprint}), encoding="utf-8")
    except OSError:
        return
