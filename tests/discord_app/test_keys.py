import pytest

from tanyahumas.desk.entries import new_ref
from tanyahumas.discord_app.keys import Act, Key, read_key


@pytest.mark.parametrize("act", list(Act))
def test_keys_survive_the_journey(act: Act) -> None:
    """What a button carries is what comes back, within Discord's limit."""
    key = Key(act, new_ref(), 12)
    assert read_key(key.custom_id) == key
    assert len(key.custom_id) <= 100


@pytest.mark.parametrize("custom_id", ["", "th:src:xyz:1", "th:evil:0123456789:", "other"])
def test_foreign_ids_are_no_keys(custom_id: str) -> None:
    """Ids of other makers or versions are refused."""
    assert read_key(custom_id) is None
