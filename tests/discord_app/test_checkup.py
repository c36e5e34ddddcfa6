import os
import subprocess
import sys
from typing import Any

from tanyahumas.config import Settings
from tanyahumas.discord_app.checkup import check_discord
from tests.discord_app.conftest import STAND_IN

SCRIPT = (
    "from tanyahumas.config import load_settings\n"
    "from tanyahumas.discord_app.checkup import check_discord\n"
    "for c in check_discord(load_settings()): print(c.subject, '|', c.state, '|', c.remedy)"
)


def test_missing_token_is_the_only_finding() -> None:
    """Without a token nothing is asked of Discord."""
    found = check_discord(Settings(discord_token=""))
    assert [check.state for check in found] == ["no token"]
    assert "DISCORD_TOKEN" in found[0].remedy


def run(stage: Any, token: str) -> str:
    env = os.environ | {
        "SIMDISCORD_URL": stage.sim.base,
        "DISCORD_TOKEN": token,
        "PYTHONPATH": str(STAND_IN / "simdiscord" / "redirect"),
        "TANYAHUMAS_HOME": str(stage.home),
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


def test_set_up_is_described(stage: Any) -> None:
    """Token, servers and commands are looked up; nothing of the token is printed."""
    said = run(stage, stage.sim.token)
    assert "token | good" in said
    assert "servers | 1 listed" in said
    assert "in 2 servers, 1 of them not served" in said
    assert "commands | 4 registered" in said
    assert stage.sim.token not in said


def test_refused_token_is_told(stage: Any) -> None:
    """A token that Discord refuses is a finding, not a traceback."""
    assert "token | refused by Discord" in run(stage, "wrong.secret.token")
