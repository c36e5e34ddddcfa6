"""`python fake_bot.py`: the real client with a fake `Asking`, for the simulator."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fakes import FakeAsking

from tanyahumas.config import load_settings
from tanyahumas.discord_app.runner import run
from tanyahumas.errors import TanyahumasError

try:
    run(load_settings(), FakeAsking(float(os.environ.get("FAKE_SECONDS", "0"))))
except TanyahumasError as error:
    print(error, file=sys.stderr)  # noqa: T201
    sys.exit(2)
