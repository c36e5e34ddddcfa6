"""Reading releases from files: `read_corpus(path) -> Reading`."""

from tanyahumas.corpus.problems import Copy, Outcome, Problem, Reading
from tanyahumas.corpus.reading import read_corpus

__all__ = ["Copy", "Outcome", "Problem", "Reading", "read_corpus"]
