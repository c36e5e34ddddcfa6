"""The search index: disposable, made from the registry, published as whole generations.

Layout under the data directory::

    index/CURRENT                 name of the live generation, replaced in one step
    index/writer.lock             held by the one process that builds
    index/generations/gNNNNNN/    chroma/, lexical/, catalog.sqlite and its copy spare.sqlite,
                                  manifest.json; never written again once it is published
    index/damaged/                the last generation that was found damaged
"""

from tanyahumas.index.build import IndexReport, build_index, plan_index
from tanyahumas.index.fresh import FreshSource
from tanyahumas.index.generation import GenerationStore
from tanyahumas.index.live import LiveIndex
from tanyahumas.index.manifest import IndexSettings, Manifest
from tanyahumas.index.opened import OpenIndex
from tanyahumas.index.plan import Plan
from tanyahumas.index.server import ChromaServer
from tanyahumas.index.writing import IndexWork, Progress

__all__ = [
    "ChromaServer",
    "FreshSource",
    "GenerationStore",
    "IndexReport",
    "IndexSettings",
    "IndexWork",
    "LiveIndex",
    "Manifest",
    "OpenIndex",
    "Plan",
    "Progress",
    "build_index",
    "plan_index",
]
