from pathlib import Path

import pytest

from tanyahumas.desk.pseudonyms import KEY_FILE, open_pseudonyms
from tanyahumas.errors import ConfigurationError


def test_names_are_stable_and_need_the_key(tmp_path: Path) -> None:
    """The same data directory gives the same name, another one another, and the key is private."""
    name = open_pseudonyms(tmp_path / "a").of(42)
    assert name == open_pseudonyms(tmp_path / "a").of(42)
    assert name != open_pseudonyms(tmp_path / "b").of(42)
    assert "42" not in {name, name.strip("0")}
    assert (tmp_path / "a" / KEY_FILE).stat().st_mode & 0o077 == 0


def test_damaged_key_is_told(tmp_path: Path) -> None:
    """A key file that is not a key stops the start with its name."""
    (tmp_path / KEY_FILE).write_text("not hex")
    with pytest.raises(ConfigurationError, match=KEY_FILE):
        open_pseudonyms(tmp_path)
