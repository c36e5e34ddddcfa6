"""The search index: disposable, made from the registry, published as whole generations.

Layout under the data directory::

    index/CURRENT                 name of the live generation, replaced in one step
    index/writer.lock             held by the one process that builds
    index/generations/gNNNNNN/    chroma/, lexical/, catalog.sqlite, manifest.json; never
                                  written again once it is published
"""

from tanyahumas.index.build import IndexReport, IndexWork, build_index
from tanyahumas.index.generation import GenerationStore, IndexSettings, Manifest
from tanyahumas.index.live import LiveIndex, OpenIndex

__all__ = [
    "GenerationStore",
    "IndexReport",
    "IndexSettings",
    "IndexWork",
    "LiveIndex",
    "Manifest",
    "OpenIndex",
    "build_index",
]
