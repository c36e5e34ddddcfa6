"""The wiring: the only place that builds models, stores and what uses them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from tanyahumas.chunking import CHUNKING_VERSION, chunk_release
from tanyahumas.config import Settings, user_name
from tanyahumas.domain import Chunk, Release
from tanyahumas.embedding import Embedder, load_embedder
from tanyahumas.embedding.default import BuiltIn
from tanyahumas.errors import IndexingError
from tanyahumas.index.fresh import FreshSource
from tanyahumas.index.generation import GenerationStore
from tanyahumas.index.live import LiveIndex
from tanyahumas.index.manifest import IndexSettings
from tanyahumas.index.server import ChromaServer
from tanyahumas.index.writing import IndexWork
from tanyahumas.registry import Registry, open_registry
from tanyahumas.registry.upkeep import stamp

if TYPE_CHECKING:
    from tanyahumas.answering.chat import ChatAnswerer
    from tanyahumas.answering.rewriting import ChatRewriter
    from tanyahumas.assistant import Assistant
    from tanyahumas.retrieval.rerank import PairReranker


def utc_now() -> datetime:
    """The time, with zone."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class App:
    """What one process needs, each part made at its first use."""

    settings: Settings
    registry: Registry

    @cached_property
    def embedder(self) -> Embedder:
        """The embedding model that the settings name."""
        return load_embedder(self.settings.home, self.settings.embedding_model, self.built_in)

    @cached_property
    def built_in(self) -> BuiltIn:
        """The built-in model, which the reader uses whatever embeds."""
        return BuiltIn(self.settings.home)

    @cached_property
    def store(self) -> GenerationStore:
        """The generations of the index."""
        return GenerationStore(self.settings.home)

    @cached_property
    def index_settings(self) -> IndexSettings:
        """What the live index must have been built with."""
        return IndexSettings(
            model_fingerprint=self.embedder.fingerprint,
            dimensions=self.embedder.dimensions,
            chunk_tokens=self.settings.chunk_tokens,
            chunking_version=CHUNKING_VERSION,
        )

    @property
    def index_work(self) -> IndexWork:
        """The parts that an index run needs."""
        embed, server = self.embedder.embed_passages, self.chroma_server
        return IndexWork(self.store, self.registry, self.index_settings, self.chunk, embed, server)

    @property
    def chroma_server(self) -> ChromaServer | None:
        """Where vectors lie; None for the data directory."""
        url = self.settings.chroma_url
        return ChromaServer(url, self.settings.chroma_header_fields) if url else None

    def live_index(self, *, quick: bool = False) -> LiveIndex:
        """The index that questions are asked; to be closed by the caller. See `LiveIndex` for `quick`."""
        held, embed = self.registry, self.embedder.embed_passages
        cached = held.cached_vectors
        fresh = FreshSource(
            partial(stamp, held), held.content_hashes, held.versions, cached, self.chunk, embed
        )
        return LiveIndex(self.store, self.index_settings, cached, self.chroma_server, fresh, quick=quick)

    def chunk(self, release: Release) -> tuple[Chunk, ...]:
        """Chunks of a release, none longer than the embedding model reads."""
        embedder = self.embedder
        return chunk_release(release, self.settings.chunk_tokens, embedder.count_tokens, embedder.max_tokens)


@contextmanager
def open_app(settings: Settings) -> Iterator[App]:
    """Make the data directory and open the registry.

    Raises:
        IndexingError: the data directory cannot be written.
        RegistryError: the registry cannot be opened.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise IndexingError(
            f"cannot write the data directory {settings.home}: {failure.strerror}",
            "set TANYAHUMAS_HOME to a folder that you can write",
        ) from failure
    registry = open_registry(settings.database_url)
    try:
        yield App(settings, registry)
    finally:
        registry.close()


@contextmanager
def open_assistant(settings: Settings) -> Iterator[Assistant]:
    """The assistant over the live index; nothing heavy is loaded before the first question."""
    with open_app(settings) as app, assistant_of(app) as assistant:
        yield assistant


@contextmanager
def assistant_of(app: App) -> Iterator[Assistant]:
    """The assistant of an open app."""
    from tanyahumas.answering.quotes import SentenceRanker
    from tanyahumas.answering.reader import Reader
    from tanyahumas.answering.reading import ReadingAnswerer, RememberingReader
    from tanyahumas.answering.reranking import ReadingReranker
    from tanyahumas.assistant import Assistant
    from tanyahumas.embedding.remembering import RememberingEmbedder
    from tanyahumas.retrieval import Retriever
    from tanyahumas.retrieval.rerank import RerankingRetriever

    live = app.live_index(quick=True)

    def rarity(tokens: Sequence[str]) -> list[float]:
        with live.use() as index:
            return index.lexical.rarity(tokens)

    reader = RememberingReader(Reader(app.built_in))
    embedder = RememberingEmbedder(app.embedder)
    ranker = SentenceRanker(embedder, rarity)
    retriever = Retriever(live, app.registry, embedder)
    chat, rewriter = _chat(app.settings)
    try:
        yield Assistant(
            retriever=RerankingRetriever(retriever, _named_reranker(app) or ReadingReranker(reader)),
            releases=app.registry,
            quotes=ReadingAnswerer(reader, ranker),
            chat=chat,
            clock=utc_now,
            k=app.settings.passages,
            longest=app.settings.question_characters,
            rewriter=rewriter,
            damage=lambda: live.problems,
        )
    finally:
        live.close()


def _named_reranker(app: App) -> PairReranker | None:
    if not app.settings.rerank_model:
        return None
    from tanyahumas.embedding.pairs import PairScorer
    from tanyahumas.retrieval.rerank import PairReranker

    return PairReranker(PairScorer(app.settings.rerank_model))


def _chat(settings: Settings) -> tuple[ChatAnswerer | None, ChatRewriter | None]:
    """What answers and what rewrites by the chat model that the settings name; both share its time."""
    if not settings.chat_model:
        return None, None
    from tanyahumas.answering.calling import REWRITING_SHARE
    from tanyahumas.answering.chat import ChatAnswerer
    from tanyahumas.answering.models import load_chat_model
    from tanyahumas.answering.rewriting import ChatRewriter
    from tanyahumas.prompts import read_prompt

    seconds = settings.chat_timeout
    key = settings.chat_api_key.get_secret_value()
    model = load_chat_model(settings.chat_model, settings.chat_base_url, key, seconds)
    answer, rewrite = (read_prompt(settings.prompts, name) for name in ("answer", "rewrite"))
    rewriting = REWRITING_SHARE * seconds
    answerer = ChatAnswerer(model, answer, settings.chat_context_tokens, seconds - rewriting)
    return answerer, ChatRewriter(model, rewrite, rewriting)


def actor() -> str:
    """Who is at the command line, as the registry's history names them."""
    return f"cli:{user_name() or 'unknown'}"
