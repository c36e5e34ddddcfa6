"""Who may import whom: rooms by direction, and one home for each third-party library."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT

SOURCE = PROJECT / "src" / "tanyahumas"
WORDS = {"domain", "errors"}

# Room -> rooms that it may import, beside itself and `domain` and `errors`.
ROOMS: dict[str, set[str]] = {
    "domain": set(),
    "errors": set(),
    "config": set(),
    "prompts": set(),
    "language": set(),
    "corpus": {"language"},
    "registry": {"language"},
    "chunking": {"language"},
    "embedding": set(),
    "index": {"language"},
    "retrieval": {"language", "index"},
    "answering": {"language", "retrieval", "chunking", "embedding"},
    "assistant": {"retrieval", "answering", "language"},
    "desk": {"registry", "language", "config"},
    "evals": {"assistant", "retrieval", "answering"},
    "app": {
        "answering", "assistant", "chunking", "config", "corpus", "embedding", "index", "prompts", "registry",
        "retrieval",
    },
    "ingest": {"app", "corpus", "index", "registry"},
    "discord_app": {"assistant", "app", "config", "desk", "language", "answering", "registry"},
    "commands": {
        "answering", "app", "assistant", "config", "corpus", "desk", "discord_app", "evals", "index",
        "ingest", "registry",
    },
    "cli": {"app", "cli_import", "cli_releases", "commands", "config", "discord_app", "language"},
    "cli_import": {"commands", "config", "corpus", "registry"},
    "cli_releases": {"config", "corpus", "language", "registry"},
}  # fmt: skip

# Library -> the modules that may import it (a room means every module of it).
HOMES: dict[str, set[str]] = {
    "Sastrawi": {"language.tokens"},
    "aiohttp": {"discord_app"},
    "alembic": {"registry"},
    "babel": {"language.dates"},
    "bm25s": {"index.lexical"},
    "chromadb": {"index.vectors"},
    "discord": {"discord_app"},
    "docx": {"corpus.parsing.docxdoc"},
    "ftfy": {"corpus.text"},
    "huggingface_hub": {"embedding.sentence"},
    "json_repair": {"answering.replies"},
    "langchain": {"answering.models"},
    "langchain_core": {"retrieval.langchain"},
    "lxml": {"corpus.parsing.htmldoc"},
    "onnxruntime": {"embedding.onnx_encoder"},
    "py3langid": {"language.detect"},
    "pydantic": {"config", "discord_app.guilds", "retrieval.langchain"},
    "pydantic_settings": {"config"},
    "pypdf": {"corpus.parsing.pdfdoc"},
    "rapidfuzz": {"retrieval.spelling"},
    "rich": {"commands.show"},
    "safetensors": {"embedding.conversion"},
    "sentence_transformers": {"embedding.pairs", "embedding.sentence"},
    "sqlalchemy": {"registry", "desk"},
    "tiktoken": {"chunking"},
    "tokenizers": {"embedding.tokenizer"},
    "torch": {"embedding.sentence"},
    "trafilatura": {"corpus.parsing.htmldoc"},
    "transformers": {"embedding.sentence"},
    "typer": {"cli", "cli_import", "cli_releases"},
    "yaml": {"corpus.frontmatter"},
}
# numpy arrays are what vectors and scores are; they pass between rooms.
EVERYWHERE = {"numpy"}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(SOURCE.rglob("*.py")):
        name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        yield name.removesuffix(".__init__"), path


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


MODULES = dict(modules())


@pytest.mark.parametrize("name", [name for name in MODULES if name != "__init__"])
def test_rooms_import_only_what_lies_below(name: str) -> None:
    """Nothing imports a room that depends on it, or one that the table does not allow."""
    room = name.split(".")[0]
    allowed = ROOMS[room] | WORDS | {room, "__version__"}
    own = {imported for imported in imports(MODULES[name]) if imported.startswith("tanyahumas.")}
    rooms = {imported.split(".")[1] for imported in own}
    assert rooms <= allowed


@pytest.mark.parametrize("name", MODULES)
def test_each_library_has_one_home(name: str) -> None:
    """A third-party library is imported where the table says, and an unknown one nowhere."""
    local = set(sys.stdlib_module_names) | {"tanyahumas", "__future__"} | EVERYWHERE
    for library in {imported.split(".")[0] for imported in imports(MODULES[name])} - local:
        homes = HOMES.get(library, set())
        assert name in homes or name.split(".")[0] in homes, f"{library} in {name}"


def test_the_tables_hold_nothing_that_is_gone() -> None:
    """Every room and library named above is there and used."""
    assert set(ROOMS) == {name.split(".")[0] for name in MODULES if name != "__init__"}
    used = {imported.split(".")[0] for path in MODULES.values() for imported in imports(path)}
    assert set(HOMES) <= used


@pytest.mark.parametrize("name", MODULES)
def test_files_stay_short(name: str) -> None:
    """No file passes 250 lines."""
    assert len(MODULES[name].read_text("utf-8").splitlines()) <= 250
