"""The corpora that eval sets are about, each with a data directory of its own under `evals/`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tanyahumas.app import App, open_app
from tanyahumas.commands.show import progress_bar, stderr
from tanyahumas.config import PROJECT_ROOT, Settings
from tanyahumas.errors import CorpusError, MissingIndexError
from tanyahumas.evals.sets import OWN, Places, require_data
from tanyahumas.evals.shared_data import corpus_rows
from tanyahumas.ingest import index_path

PLACES = Places(PROJECT_ROOT / "tests" / "evals", PROJECT_ROOT.parent / "shared" / "data")
CORPUS = PROJECT_ROOT / "corpus"


@contextmanager
def open_corpus(settings: Settings, corpus: str, *, index: bool) -> Iterator[App]:
    """The app over the index of a corpus, which is brought up to date first if `index`.

    The project's own corpus is small and always brought up to date (20 s the first time).

    Raises:
        MissingIndexError: it is not indexed and `index` is False.
        CorpusError: its files are missing.
    """
    with open_app(_settings_of(settings, corpus)) as app:
        if corpus == OWN:
            _index(app, CORPUS)
        elif index:
            _index(app, _written(app.settings.home, corpus))
        elif app.store.current_name() is None:
            raise MissingIndexError(
                f"{corpus} is not indexed", "add --index; it takes about 10 minutes for 10,000 passages"
            )
        yield app


def _settings_of(settings: Settings, corpus: str) -> Settings:
    """The same settings over `evals/CORPUS` in the data directory, with the models shared.

    Registry and vectors lie there too, whatever is set: what people ask must never find eval texts.
    """
    home = settings.home / "evals" / corpus
    models, shared = home / "models", settings.home / "models"
    try:
        home.mkdir(parents=True, exist_ok=True)
        shared.mkdir(exist_ok=True)
        if not models.exists():
            models.symlink_to(os.path.relpath(shared, home), target_is_directory=True)
    except OSError as failure:
        stderr().print(f"{models}: {failure.strerror}; the model is converted there anew", markup=False)
    database = f"sqlite:///{home / 'registry.sqlite'}"
    return settings.model_copy(update={"home": home, "database_url": database, "chroma_url": ""})


def _index(app: App, path: Path) -> None:
    with progress_bar() as progress:
        run = index_path(app, path, progress)
    if run.rejected:
        stderr().print(f"{len(run.rejected)} releases of {path} could not be read", markup=False)


def _written(home: Path, corpus: str) -> Path:
    """The corpus as a .jsonl that `index` reads, written anew from the data folder."""
    path = home / "corpus.jsonl"
    data = require_data(PLACES.data)
    try:
        with path.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in corpus_rows(data, corpus))
    except OSError as failure:
        raise CorpusError(f"cannot write {path}: {failure.strerror}") from failure
    return path
