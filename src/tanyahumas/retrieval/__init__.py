"""Question -> passages: understanding the question, searching both ways, fusing, gating."""

from tanyahumas.retrieval.question import Question, understand
from tanyahumas.retrieval.retriever import Releases, Retriever

__all__ = ["Question", "Releases", "Retriever", "understand"]
