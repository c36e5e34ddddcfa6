"""Documents to text, in a child process: `Extractor().extract(kind, data)`."""

from tanyahumas.corpus.parsing.extract import DOCUMENT_KINDS, Extract
from tanyahumas.corpus.parsing.extractor import Extractor

__all__ = ["DOCUMENT_KINDS", "Extract", "Extractor"]
