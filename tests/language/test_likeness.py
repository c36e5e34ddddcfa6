from tanyahumas.language.likeness import similarity, sketch_of

WORDS = [f"kata{i}" for i in range(300)]


def test_similarity_is_an_estimate_of_jaccard() -> None:
    """Equal texts are 1, texts without a common run 0, half of the runs in common about a third."""
    whole, half = " ".join(WORDS), " ".join(WORDS[:150] + [f"x{i}" for i in range(150)])
    assert similarity(sketch_of(whole), sketch_of(whole)) == 1.0
    assert similarity(sketch_of(whole), sketch_of("sama sekali lain")) == 0.0
    assert 0.15 < similarity(sketch_of(whole), sketch_of(half)) < 0.5


def test_short_texts_are_sketched_whole() -> None:
    """A text of fewer words than a run has one hash, an empty one too."""
    assert [len(sketch_of(text)) for text in ("", "satu dua", "satu dua tiga empat lima")] == [1, 1, 2]
