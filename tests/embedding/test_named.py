"""Models that the settings name."""

import json
import shutil
from pathlib import Path

import pytest

from tanyahumas.embedding import Embedder, load_embedder
from tanyahumas.embedding.default import prepare_model
from tanyahumas.embedding.named import find_prompts
from tanyahumas.errors import EmbeddingError


@pytest.fixture(scope="session")
def named(home: Path) -> Embedder:
    return load_embedder(home, str(prepare_model(home)))


def test_a_path_gives_the_same_vectors_as_the_built_in_model(named: Embedder, embedder: Embedder) -> None:
    """The named way and the built-in way agree on vectors, sizes and token counts."""
    text = "Rektor menandatangani nota kesepahaman."
    assert float(named.embed_query(text) @ embedder.embed_query(text)) > 0.999
    assert float((named.embed_passages([text]) @ embedder.embed_passages([text])[0])[0]) > 0.999
    assert named.count_tokens([text]) == embedder.count_tokens([text])
    assert (named.dimensions, named.max_tokens) == (embedder.dimensions, embedder.max_tokens)


def test_a_named_model_refuses_long_passages(named: Embedder) -> None:
    """Nothing is cut here either."""
    with pytest.raises(EmbeddingError, match="too long"):
        named.embed_passages(["a " * 600])


def test_the_fingerprint_follows_the_files(tmp_path: Path) -> None:
    """It is the same for a copy elsewhere, and another once a file or a prompt has changed."""
    first = tmp_path / "a" / "model"
    first.mkdir(parents=True)
    (first / "model.safetensors").write_bytes(b"weights")
    second = tmp_path / "b" / "model"
    shutil.copytree(first, second)
    one, two = (load_embedder(tmp_path, str(path)).fingerprint for path in (first, second))
    assert one == two
    (second / "config_sentence_transformers.json").write_text(json.dumps({"prompts": {"query": "tanya: "}}))
    assert load_embedder(tmp_path, str(second)).fingerprint != one
    (first / "model.safetensors").write_bytes(b"other")
    assert load_embedder(tmp_path, str(first)).fingerprint != one


def test_prompts_are_the_models_own_or_follow_its_name(tmp_path: Path) -> None:
    """Own prompts win; E5 models get theirs; others get none."""
    assert find_prompts(tmp_path, "intfloat/multilingual-e5-base") == ("query: ", "passage: ")
    assert find_prompts(tmp_path, "LazarusNLP/all-indo-e5-small-v4") == ("query: ", "passage: ")
    assert find_prompts(tmp_path, "intfloat/multilingual-e5-large-instruct") == ("", "")
    assert find_prompts(tmp_path, "BAAI/bge-m3") == ("", "")
    (tmp_path / "config_sentence_transformers.json").write_text(
        '{"prompts": {"query": "q ", "document": "d "}}'
    )
    assert find_prompts(tmp_path, "intfloat/multilingual-e5-base") == ("q ", "d ")


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    """The message names the folder and the setting."""
    with pytest.raises(EmbeddingError, match=r"cannot be loaded.*TANYAHUMAS_EMBEDDING_MODEL"):
        load_embedder(tmp_path, str(tmp_path)).embed_query("halo")


def test_a_name_that_nobody_has_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without folder or hub the message names the model and the setting."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(EmbeddingError, match=r"'tak/ada'.*TANYAHUMAS_EMBEDDING_MODEL"):
        load_embedder(tmp_path, "tak/ada").embed_query("halo")
