"""Check a finished generation in a process of its own, before it is published.

`python -m tanyahumas.index.verify FOLDER` exits with 0 when the generation is sound. Reading
a broken store may end the process that does it; so this one is not the caller.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from tanyahumas.errors import DamagedIndexError, IndexingError, TanyahumasError
from tanyahumas.index.catalog import Catalog
from tanyahumas.index.dense import SELF_SIMILARITY, check_sentinels, open_rows
from tanyahumas.index.lexical import LexicalIndex
from tanyahumas.index.manifest import Part, damage, read_manifest
from tanyahumas.index.rows import Rows
from tanyahumas.index.server import ChromaServer

SAMPLES = 20
SECONDS = 300


def verify_in_subprocess(folder: Path, server: ChromaServer | None) -> None:
    """Run the check of `folder` in a new process; with a server here, for no file can crash us then.

    Raises:
        IndexingError: it failed or took longer than five minutes; the message says why.
    """
    if server is not None:
        verify(folder, server)
        return
    command = [sys.executable, "-m", "tanyahumas.index.verify", str(folder)]
    try:
        result = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, capture_output=True, text=True, timeout=SECONDS, env=dict(os.environ), check=False
        )
    except subprocess.TimeoutExpired as failure:
        raise IndexingError(f"checking the new index took more than {SECONDS} s") from failure
    if result.returncode:
        reason = (result.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        raise IndexingError(f"the new index failed its check and was not published: {reason}")


def verify(folder: Path, server: ChromaServer | None) -> None:
    """Counts agree with the manifest, and sampled chunks find themselves.

    Raises:
        DamagedIndexError: something does not agree.
    """
    manifest = read_manifest(folder)
    catalog = Catalog(folder, create=False)
    vectors = open_rows(folder, manifest, server)
    try:
        rows = {"manifest": manifest.chunks, "catalog": catalog.count(), "vectors": vectors.count()}
        rows["word search"] = len(LexicalIndex.open(folder / Part.LEXICAL).numbers)
        if len(set(rows.values())) != 1:
            raise DamagedIndexError(f"{folder}: counts of chunks differ: {rows}")
        _check_samples(folder, list(catalog.text_hashes()), vectors)
        check_sentinels(vectors, manifest)
    finally:
        vectors.close()
        catalog.close()
    if changed := damage(folder, manifest):
        raise DamagedIndexError(f"{folder}: {changed[0].text}")


def _check_samples(folder: Path, ids: list[str], vectors: Rows) -> None:
    """Chunks with equal text have equal vectors, so a similarity of 1 is asked for, not the id."""
    step = max(1, len(ids) // SAMPLES)
    sampled = ids[::step][:SAMPLES]
    for chunk_id, vector in zip(sampled, vectors.sample(sampled), strict=True) if sampled else ():
        nearest = vectors.query(np.asarray(vector, dtype=np.float32), 1)
        if not nearest or nearest[0][1] < SELF_SIMILARITY:
            raise DamagedIndexError(f"{folder}: chunk {chunk_id} does not find itself")


def main() -> int:
    """Entry point of the checking process."""
    try:
        verify(Path(sys.argv[1]), None)
    except TanyahumasError as failure:
        sys.stderr.write(f"{failure.message}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
