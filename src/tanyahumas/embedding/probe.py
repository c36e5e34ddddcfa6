"""The vector that the built-in model must give for a fixed question."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanyahumas.errors import EmbeddingError

PROBE_TEXT = "Siapa yang menandatangani nota kesepahaman pada 17 Oktober 2023?"
AGREEMENT = 0.999
# The vector in steps of 1/127 of its largest entry; that rounding alone gives a cosine of 0.9999.
PROBE_VECTOR = (
    "SNLWrBL7KCEjAy7rNb3uLm3V0OQZGrxLPmLBCjTsyNUvs0Ii1+Mt594ZJ1p1Jdc/I/itFygKCq+m3bYKb8gJHCAMMv/d5+kB"
    "AAb5KyrvJ7+5rcMoyDki8TstKUSy1QLH3R4p0TmeKYLb7zbGW8fbS0ctsPrWizGmOufMnN7YRA0SGjbmJzJrJMnm6vXs+rso"
    "P1lVoUYVBL8iDCT759U8Lc7C3unr9ztExuqgV5sU+1nfD08G8QDB4K2dxA3yucwV28aoP9lWLioMrTUcLB/FAcwSNMAgQ+kK"
    "Ciy7M2kJMYHnFDfj6UbLyta2/J3zYTGvydBSxCy+1irTKwuivKbGDBJPmhQEAHMLGQbtIKr1zPxL4M0F613KI2AZOU5d8fVC"
    "zqMczFTzKwwXLcEP7tZHLbb9FDAELx9PuwY8OQ8c0b6j0fXVNjDXzhoM6qfAYtLI+kzwwRAt4RrT+hLU2yANmBk56jfs/xsr"
    "5/ZCHywo4gET9AMLuOf0zNtU9sNjMiIv"
)


def check_probe(vector: NDArray[np.float32], folder: Path) -> None:
    """Compare a model's vector of `PROBE_TEXT` with the one expected.

    Raises:
        EmbeddingError: the cosine is below `AGREEMENT`.
    """
    expected = np.frombuffer(base64.b64decode(PROBE_VECTOR), np.int8).astype(np.float32)
    cosine = float(vector @ expected / np.linalg.norm(expected) / np.linalg.norm(vector))
    if not cosine >= AGREEMENT:
        raise EmbeddingError(
            f"the model in {folder} gives other vectors than expected (cosine {cosine:.4f})",
            f"rm -r {folder}; then repeat the command",
        )
