"""The Discord bot: settings, the assistant, run. `python bot.py`; the token is in DISCORD_TOKEN."""

from __future__ import annotations

import sys

from tanyahumas.config import load_settings
from tanyahumas.errors import ConfigurationError, TanyahumasError


def main() -> int:
    """0 after a clean stop, 2 for missing or refused configuration, 1 for anything else."""
    try:
        settings = load_settings()
        from tanyahumas.discord_app.runner import run_bot

        run_bot(settings)
    except TanyahumasError as error:
        print(f"tanyahumas: {error}", file=sys.stderr)  # noqa: T201
        return 2 if isinstance(error, ConfigurationError) else 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
