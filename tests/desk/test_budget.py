import pytest

from tanyahumas.desk.budget import BudgetError, Budgets


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def ask(budgets: Budgets, user: str, hourly: int | None = None) -> bool:
    try:
        with budgets.spend(user, hourly):
            return True
    except BudgetError:
        return False


def test_budget_of_one_user_refills() -> None:
    """A fifteenth of the hourly budget can be spent at once, then it refills evenly."""
    clock = Clock()
    budgets = Budgets(hourly=150, together=0, at_once=3, clock=clock)
    assert [ask(budgets, "a") for _ in range(11)] == [True] * 10 + [False]
    assert ask(budgets, "b")
    clock.now = 25
    assert ask(budgets, "a")
    assert not ask(budgets, "a")


def test_error_tells_how_long_to_wait() -> None:
    """The wait that is told is the time until the next question is taken."""
    clock = Clock()
    budgets = Budgets(hourly=15, together=0, at_once=3, clock=clock)
    assert ask(budgets, "a")
    with pytest.raises(BudgetError) as spent, budgets.spend("a"):
        pass
    clock.now += spent.value.seconds
    assert ask(budgets, "a")


def test_all_together_are_bounded() -> None:
    """The common budget holds whoever asks, and a refused question costs nobody anything."""
    budgets = Budgets(hourly=0, together=30, at_once=3, clock=Clock())
    assert [ask(budgets, user) for user in "abc"] == [True, True, False]


def test_running_questions_of_one_user_are_capped() -> None:
    """A user who floods holds no more than the cap, and the place returns when an answer ends."""
    budgets = Budgets(hourly=0, together=0, at_once=1, clock=Clock())
    with budgets.spend("a"):
        assert not ask(budgets, "a")
        assert ask(budgets, "b")
    assert ask(budgets, "a")


def test_guild_budget_replaces_the_default() -> None:
    """A budget given with the question is the one that counts."""
    assert [ask(Budgets(300, 0, 3, Clock()), "a", hourly=15)] == [True]
    budgets = Budgets(300, 0, 3, Clock())
    assert [ask(budgets, "a", hourly=15) for _ in range(2)] == [True, False]
