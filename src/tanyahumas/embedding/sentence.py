"""Vectors by sentence-transformers; the home of sentence-transformers, torch and huggingface_hub."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tanyahumas.errors import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

NAME_SETTING = "TANYAHUMAS_EMBEDDING_MODEL"
NAME_REMEDY = f"unset {NAME_SETTING} to use the built-in model, or name a model that can be loaded"
# Padded tokens per batch: 4,096 to 16,384 were equally fast on two cores; memory grows with it.
BATCH_TOKENS = 8192

Vectors = NDArray[np.float32]


class SentenceModel:
    """A model folder, loaded at the first use; thread-safe."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self._model: SentenceTransformer | None = None

    @property
    def model(self) -> SentenceTransformer:
        """The loaded model.

        Raises:
            EmbeddingError: the folder holds no model that can be loaded.
        """
        with self._lock:
            if self._model is None:
                self._model = _load(self.folder)
            return self._model

    def passages(
        self,
        texts: Sequence[str],
        lengths: Sequence[int],
        prompt: str,
        progress: Callable[[int], None] | None,
    ) -> Vectors:
        """Unit vectors of the texts, shape (n, d), in their order; longest first inside, to pad little."""
        order = sorted(range(len(texts)), key=lambda i: -lengths[i])
        vectors: Vectors = np.empty((len(texts), dimensions(self.model)), np.float32)
        for batch in _batches(order, lengths):
            with self._lock, _fast_precision():
                vectors[batch] = _encode(self.model, [texts[i] for i in batch], prompt)
            if progress:
                progress(len(batch))
        return vectors

    def query(self, text: str, prompt: str) -> Vectors:
        """The unit vector of a question in float32, shape (d,); what is too long is cut off."""
        with self._lock:
            vector: Vectors = _encode(self.model, [text], prompt)[0]
            return vector


def dimensions(model: SentenceTransformer) -> int:
    """Length of the model's vectors."""
    found = model.get_embedding_dimension()
    assert found is not None
    return found


def quiet_libraries() -> None:
    """No telemetry, no warning of forked tokenizers, no bar "Loading weights", which would break ours."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]


def find_model(name: str, purpose: str = "embedding", remedy: str = NAME_REMEDY) -> Path:
    """The folder of a sentence-transformers name or path; the hub is asked only for a name not on disk.

    Raises:
        EmbeddingError: there is no such folder, and the hub does not have or give it.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return path
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import snapshot_download

    repository = name if "/" in name else f"sentence-transformers/{name}"
    unneeded = ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.ot", "*.msgpack", "*.gguf"]
    for on_disk_only in (True, False):
        try:
            return Path(
                snapshot_download(repository, local_files_only=on_disk_only, ignore_patterns=unneeded)
            )
        except Exception as failed:  # the hub's client raises errors of several libraries
            reason = failed
    raise EmbeddingError(
        f"the {purpose} model {name!r} is neither a folder nor to be had from the model hub"
        f" ({type(reason).__name__})",
        remedy,
    ) from reason


def _load(folder: Path) -> SentenceTransformer:
    quiet_libraries()
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except Exception as failed:  # transformers and torch raise errors of every kind for a bad folder
        raise EmbeddingError(
            f"the embedding model in {folder} cannot be loaded: {failed}", NAME_REMEDY
        ) from failed


def _encode(model: Any, texts: list[str], prompt: str) -> Vectors:
    found = model.encode(
        texts,
        prompt=prompt,
        batch_size=len(texts),
        normalize_embeddings=True,
        convert_to_numpy=True,
        show_progress_bar=False,
    )
    # Under autocast the norm is taken in bfloat16, which is off by up to 1 %.
    vectors = np.asarray(found, np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def _batches(order: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for i in order:
        if batch and (len(batch) + 1) * lengths[batch[0]] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


@contextlib.contextmanager
def _fast_precision() -> Iterator[None]:
    """bfloat16 where the processor multiplies it natively, else nothing."""
    import torch

    able = torch.cpu.get_capabilities()
    with torch.autocast("cpu", torch.bfloat16, enabled=bool(able.get("avx512_bf16") or able.get("amx_bf16"))):
        yield
