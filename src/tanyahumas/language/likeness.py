"""How alike two texts are: sketches of their runs of words.

A text is sketched by the 64 smallest hashes of its runs of four words (bottom-k sketch,
Broder 1997); the share of common hashes in the union's smallest 64 estimates the Jaccard
similarity with a standard error of about 0.06.
"""

from __future__ import annotations

import re
import zlib

import numpy as np

RUN = 4
SKETCH = 64
_WORD = re.compile(r"\w+")
# A run's hash is the upper half of the sum of its words' hashes times these odd numbers (a
# multilinear hash); drawn once, they must never change: sketches are kept.
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], dtype=np.uint64
)
Sketch = tuple[int, ...]


def sketch_of(text: str) -> Sketch:
    """The smallest hashes of a text's runs of words; of all its words when it is shorter than a run."""
    words = _WORD.findall(text.lower())
    hashes = np.array([zlib.crc32(word.encode()) for word in words] or [0], dtype=np.uint64)
    runs = max(1, len(words) - RUN + 1)
    mixed = np.zeros(runs, dtype=np.uint64)
    for place, factor in enumerate(_FACTORS[: len(hashes)]):
        mixed += hashes[place : place + runs] * factor
    return tuple(np.unique(mixed >> np.uint64(32))[:SKETCH].tolist())


def similarity(one: Sketch, other: Sketch) -> float:
    """Estimated Jaccard similarity of two texts' runs of words, 0 to 1."""
    union = sorted({*one, *other})[:SKETCH]
    return len({*one} & {*other} & {*union}) / len(union)
