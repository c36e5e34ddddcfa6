from pathlib import Path

import pytest

from tanyahumas.embedding import Embedder, load_embedder


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def embedder(home: Path) -> Embedder:
    return load_embedder(home, "")
