"""Two machines that share a registry on PostgreSQL and vectors on a Chroma server."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from tanyahumas.app import App, open_app
from tanyahumas.commands.upkeep import purge_releases
from tanyahumas.config import Settings
from tanyahumas.domain import ANYBODY
from tanyahumas.index import LiveIndex
from tanyahumas.ingest import index_path
from tanyahumas.retrieval import Retriever, understand
from tests.conftest import SilentProgress
from tests.index.fakes import NOW, SmallApp, write_corpus
from tests.index.servers import running_chroma, running_postgres

NEWS = {"donor": "Donor darah diikuti 80 pegawai.", "wisuda": "Universitas mewisuda 500 lulusan."}


def asked(app: App, live: LiveIndex) -> list[str]:
    """Release ids found for a question."""
    retriever = Retriever(live, app.registry, app.embedder)
    found = retriever.retrieve(understand("Siapa yang ikut donor darah?", 100), ANYBODY, NOW, 2)
    return [passage.release.id for passage in found]


def test_two_machines_answer_alike(tmp_path: Path) -> None:
    """What one indexes the other needs not embed; a withdrawal and a takedown on one hold on both."""
    corpus = write_corpus(tmp_path / "corpus", NEWS)
    with ExitStack() as stack:
        database = stack.enter_context(running_postgres(tmp_path))
        server = stack.enter_context(running_chroma(tmp_path / "chroma"))
        machines = []
        for name in ("a", "b"):
            settings = Settings(home=tmp_path / name, database_url=database, chroma_url=server.url)
            app = SmallApp(settings, stack.enter_context(open_app(settings)).registry)
            machines.append((app, app.live_index()))
        embedded = [index_path(app, corpus, SilentProgress()).index.embedded for app, _ in machines]
        assert embedded == [2, 0]
        assert [asked(*machine)[0] for machine in machines] == ["donor", "donor"]
        assert [live.problems for _, live in machines] == [(), ()]
        machines[0][0].registry.withdraw("donor", "tester", NOW)
        assert [asked(*machine) for machine in machines] == [["wisuda"], ["wisuda"]]
        machines[0][0].registry.restore("donor", "tester", NOW)
        (corpus / "donor.md").unlink()
        for app, _ in machines:  # each has its own catalog to forget it
            assert purge_releases(app, ["donor"]) == []
            assert [asked(*machine) for machine in machines] == [["wisuda"], ["wisuda"]]
        assert [live.problems for _, live in machines] == [(), ()]
        for _, live in machines:
            live.close()
