"""The retriever as a LangChain component, so that anybody's chain can use it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from tanyahumas.domain import ANYBODY, Asker, Passage
from tanyahumas.retrieval.question import understand
from tanyahumas.retrieval.retriever import Retriever


class ReleaseRetriever(BaseRetriever):
    """Passages of visible releases as LangChain documents, best first.

    `page_content` is the passage; metadata holds release, title, date (ISO or None), url,
    place, source, start, end and score. Sees what `asker` may see; everybody's by default.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    clock: Callable[[], datetime]
    asker: Asker = ANYBODY
    k: int = 8
    longest: int = 4000

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        question = understand(query, self.longest)
        return [_document(p) for p in self.retriever.retrieve(question, self.asker, self.clock(), self.k)]


def _document(passage: Passage) -> Document:
    release = passage.release
    return Document(
        page_content=passage.text,
        metadata={
            "release": release.id,
            "title": release.title,
            "date": release.date.isoformat() if release.date else None,
            "url": release.url,
            "place": release.place,
            "source": release.source,
            "start": passage.start,
            "end": passage.end,
            "score": passage.score,
        },
    )
