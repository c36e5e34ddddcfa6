import datetime as dt

from tanyahumas.corpus.near import near_duplicates, similarity, sketch_of
from tests.registry.conftest import make_release

WORDS = [f"kata{i}" for i in range(300)]


def test_groups_newest_first() -> None:
    """Releases that differ in a few words are one group, newest first; others stand alone."""
    base = " ".join(WORDS)
    corrected = base.replace("kata150", "lain")
    releases = [
        make_release("old", text=base, date=dt.date(2025, 1, 1)),
        make_release("alone", text=" ".join(reversed(WORDS))),
        make_release("new", text=corrected, date=dt.date(2025, 1, 2)),
        make_release("undated", text=base + " akhir", date=None),
    ]
    assert [[r.id for r in group] for group in near_duplicates(releases)] == [["new", "old", "undated"]]


def test_similarity_is_an_estimate_of_jaccard() -> None:
    """Equal texts are 1, texts without a common run 0, half of the runs in common about a third."""
    whole, half = " ".join(WORDS), " ".join(WORDS[:150] + [f"x{i}" for i in range(150)])
    assert similarity(sketch_of(whole), sketch_of(whole)) == 1.0
    assert similarity(sketch_of(whole), sketch_of("sama sekali lain")) == 0.0
    assert 0.15 < similarity(sketch_of(whole), sketch_of(half)) < 0.5


def test_nothing_to_compare() -> None:
    """No releases, or a single short one, make no group."""
    assert near_duplicates([]) == []
    assert near_duplicates([make_release("a", text="Isi.")]) == []
