"""Documents to text, in child processes: `Extractor().extract(kind, data)`."""

from tanyahumas.corpus.parsing.extract import DOCUMENT_KINDS, Extract
from tanyahumas.corpus.parsing.extractor import Extractor
from tanyahumas.corpus.parsing.pool import ExtractorPool

__all__ = ["DOCUMENT_KINDS", "Extract", "Extractor", "ExtractorPool"]
