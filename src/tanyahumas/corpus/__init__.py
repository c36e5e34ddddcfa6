"""Reading releases from files: `read_corpus(path) -> Reading`."""

from tanyahumas.corpus.problems import Copy, Problem, Reading
from tanyahumas.corpus.reading import read_corpus

__all__ = ["Copy", "Problem", "Reading", "read_corpus"]
