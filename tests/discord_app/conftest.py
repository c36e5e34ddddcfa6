"""The client's parts over a real registry; the Discord stand-in and the bot for scenarios."""

from __future__ import annotations

import datetime as dt
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tanyahumas.config import Settings
from tanyahumas.discord_app.parts import Parts
from tanyahumas.discord_app.runner import build_parts
from tests.discord_app.fakes import FakeAsking, shelf_releases

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = ROOT.parent / "shared" / "tools" / "simdiscord"


class Stage:
    """One simulated Discord with two servers and three roles, and the bot on it."""

    def __init__(self, sim: Any, home: Path) -> None:
        self.sim = sim
        self.home = home
        self.alice, self.bob = sim.user("alice", locale="id"), sim.user("bob", locale="en-US")
        self.dina = sim.user("dina", locale="id")
        self.boss = sim.user("boss", locale="id")
        self.guild = sim.guild("Kampus", owner=self.boss)
        self.other = sim.guild("Asing", owner=self.boss)
        self.staff = self.guild.role("Staf")
        self.officer = self.guild.role("Humas", "manage_guild")
        self.general = self.guild.channel("umum")
        self.quiet = self.guild.channel("sepi")
        self.strict = self.guild.channel("ketat", overwrites={sim.bot: ([], ["read_message_history"])})
        self.mute = self.guild.channel("bisu", overwrites={sim.bot: ([], ["send_messages"])})
        self.desk = self.guild.channel("meja-humas")
        self.kitchen = self.guild.channel("dapur-staf")
        self.elsewhere = self.other.channel("umum")
        self.guild.join(self.alice)
        self.guild.join(self.bob, self.staff)
        self.guild.join(self.dina, self.officer)
        self.other.join(self.alice)

    def write_rules(self) -> None:
        """Only the first server, not in the quiet channel, staff by role."""
        served = ", ".join(c.id for c in (self.general, self.desk, self.strict, self.mute, self.kitchen))
        (self.home / "servers.toml").write_text(
            f"direct_messages = true\n[guilds.{self.guild.id}]\n"
            f"channels = [{served}]\nofficer_roles = [{self.officer.id}]\n"
            f"officers_channel = {self.desk.id}\n"
            f"[guilds.{self.guild.id}.audiences]\nstaff = [{self.staff.id}]\n"
            f'[guilds.{self.guild.id}.channel_audiences]\n{self.kitchen.id} = ["staff"]\n'
        )

    def start(self, **env: str) -> None:
        self.sim.spawn(
            sys.executable,
            str(Path(__file__).with_name("fake_bot.py")),
            cwd=str(ROOT),
            env={
                "TANYAHUMAS_LOG_LEVEL": "INFO",
                "TANYAHUMAS_HOME": str(self.home),
                "TANYAHUMAS_CONTACT": "humas@kampus.example",
                "TANYAHUMAS_DISCORD_USER_HOURLY": "0",
                **env,
            },
        )
        self.sim.wait_ready(commands={"tanya", "privasi", "humas"})

    def ask(self, user: Any, question: str, channel: Any = None, **options: Any) -> Any:
        """`/tanya`; options whose names are Indonesian go to the command, `until` and such to the wait."""
        known = {"dari", "sampai", "rilis", "pribadi"}
        given = {k: v for k, v in options.items() if k in known}
        waits = {k: v for k, v in options.items() if k not in known}
        return self.sim.invoke_slash(
            user, channel or self.general, "tanya", {"pertanyaan": question, **given}, **waits
        )


def parts_with(asking: FakeAsking, home: Path, **settings: Any) -> Parts:
    parts = build_parts(Settings(home=home, contact="humas@kampus.example", **settings), asking)
    parts.registry.sync(shelf_releases(), "/corpus", "test", dt.datetime.now(dt.UTC))
    return parts


@pytest.fixture
def asking() -> FakeAsking:
    return FakeAsking()


@pytest.fixture
def parts(asking: FakeAsking, tmp_path: Path) -> Iterator[Parts]:
    made = parts_with(asking, tmp_path)
    yield made
    made.worker.close()
    made.clerk.close()
    made.registry.close()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    if not STAND_IN.is_dir():
        pytest.skip("the Discord stand-in is not at ../shared/tools/simdiscord")
    sys.path.insert(0, str(STAND_IN))
    made = importlib.import_module("simdiscord").SyncSim(settle=0.25)
    with made as sim:
        stage = Stage(sim, tmp_path_factory.mktemp("home"))
        stage.write_rules()
        stage.start()
        yield stage
