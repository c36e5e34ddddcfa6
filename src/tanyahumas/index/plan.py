"""What an index run has to do: the difference between registry and live generation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Release ids by what happens to them, each sorted."""

    add: tuple[str, ...]
    replace: tuple[str, ...]
    remove: tuple[str, ...]
    keep: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the live generation already holds just this."""
        return not (self.add or self.replace or self.remove)


def make_plan(wanted: Mapping[str, str], indexed: Mapping[str, str]) -> Plan:
    """Compare content hashes by release id: what the registry holds and what is indexed."""
    both = wanted.keys() & indexed.keys()
    return Plan(
        add=tuple(sorted(wanted.keys() - indexed.keys())),
        replace=tuple(sorted(i for i in both if wanted[i] != indexed[i])),
        remove=tuple(sorted(indexed.keys() - wanted.keys())),
        keep=tuple(sorted(i for i in both if wanted[i] == indexed[i])),
    )
