"""The embedding cache: vectors by model fingerprint and hash of the embedded text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from tanyahumas.registry.schema import embeddings
from tanyahumas.registry.upsert import insert_missing

Vector = NDArray[np.float32]
Item = TypeVar("Item", str, int)
AT_ONCE = 10_000


def in_parts(items: Iterable[Item], size: int = AT_ONCE) -> Iterator[Sequence[Item]]:
    """Distinct items in lists of at most `size`, below the databases' limit of parameters."""
    distinct = list(dict.fromkeys(items))
    for start in range(0, len(distinct), size):
        yield distinct[start : start + size]


def load(connection: Connection, fingerprint: str, text_hashes: Iterable[str]) -> dict[str, Vector]:
    """The vectors that are there, by text hash; float32, read-only."""
    c = embeddings.c
    found: dict[str, Vector] = {}
    for part in in_parts(text_hashes):
        rows = connection.execute(
            select(c.text_hash, c.vector).where(c.fingerprint == fingerprint, c.text_hash.in_(part))
        )
        found.update((text_hash, np.frombuffer(vector, dtype="<f4")) for text_hash, vector in rows)
    return found


def store(connection: Connection, fingerprint: str, vectors: Mapping[str, Vector]) -> None:
    """Keep vectors; one that is there already stays as it is."""
    rows = [
        {"fingerprint": fingerprint, "text_hash": text_hash, "vector": np.asarray(v, dtype="<f4").tobytes()}
        for text_hash, v in vectors.items()
    ]
    if rows:
        insert_missing(connection, embeddings, rows)
