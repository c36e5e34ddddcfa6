"""Work beside other work."""

import threading

import pytest

from tanyahumas.retrieval.ahead import ahead


def test_it_runs_meanwhile() -> None:
    """The work goes on while the block does something else, and its result is waited for."""
    begun, go = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        assert go.wait(10)
        return "done"

    with ahead(work) as result:
        assert begun.wait(10)
        go.set()
        assert result() == result() == "done"


def test_its_error_comes_with_its_result() -> None:
    """What the work raises is raised where the result is asked for."""
    with ahead(lambda: 1 // 0) as result, pytest.raises(ZeroDivisionError):
        result()


def test_nothing_runs_on_after_the_block() -> None:
    """An error in the block waits for work under way."""
    begun, ended = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        threading.Event().wait(0.05)
        ended.set()

    def block() -> None:
        with ahead(work):
            assert begun.wait(10)
            raise ValueError("the question is wrong")

    with pytest.raises(ValueError, match="the question"):
        block()
    assert ended.is_set()
