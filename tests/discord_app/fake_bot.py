"""`python fake_bot.py`: the real client with a fake `Asking`, for the simulator."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fakes import FakeAsking, shelf_releases

from tanyahumas.config import load_settings
from tanyahumas.discord_app.runner import run
from tanyahumas.errors import TanyahumasError
from tanyahumas.registry import open_registry

try:
    settings = load_settings()
    registry = open_registry(settings.database_url)
    registry.sync(shelf_releases(), "/corpus", "test", dt.datetime.now(dt.UTC))
    registry.close()
    asking = FakeAsking(float(os.environ.get("FAKE_SECONDS", "0")))
    asking.problems = tuple(filter(None, [os.environ.get("FAKE_PROBLEM")]))
    run(settings, asking)
except TanyahumasError as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(2)
