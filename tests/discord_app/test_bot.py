import os
import subprocess
import sys
from pathlib import Path

import bot
import pytest

from tanyahumas.errors import ConfigurationError, MissingIndexError, TanyahumasError

ROOT = Path(__file__).resolve().parents[2]


def start(**env: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("TANYAHUMAS_") and k != "DISCORD_TOKEN"}
    return subprocess.run(
        [sys.executable, str(ROOT / "bot.py")],
        env=clean | env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("env", "said"),
    [({}, "DISCORD_TOKEN"), ({"TANYAHUMAS_PASSAGES": "many"}, "TANYAHUMAS_PASSAGES")],
)
def test_bad_configuration_is_one_line(env: dict[str, str], said: str) -> None:
    """Without a token, or with a bad setting, the bot says so in one line and exits with 2."""
    done = start(**env)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MissingIndexError("nothing has been indexed yet", "tanyahumas index"), 1),
        (ConfigurationError("Discord refused the token", "check DISCORD_TOKEN"), 2),
    ],
)
def test_expected_errors_are_one_line(
    error: TanyahumasError, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stops the bot is told in one line with what to do; only configuration ends with 2."""

    def fail() -> None:
        raise error

    monkeypatch.setattr(bot, "load_settings", fail)
    assert bot.main() == code
    assert capsys.readouterr().err == f"tanyahumas: {error}\n"
