"""Question -> passages: understanding the question, searching both ways, fusing, gating."""

from tanyahumas.retrieval.conversation import Exchange, Thread, thread_of
from tanyahumas.retrieval.found import Followed, Found, Searching
from tanyahumas.retrieval.periods import Period
from tanyahumas.retrieval.question import Question, understand
from tanyahumas.retrieval.retriever import Retriever
from tanyahumas.retrieval.search import Releases

__all__ = [
    "Exchange",
    "Followed",
    "Found",
    "Period",
    "Question",
    "Releases",
    "Retriever",
    "Searching",
    "Thread",
    "thread_of",
    "understand",
]
