"""Prompts are Markdown files that people edit; here they are read."""

from __future__ import annotations

from pathlib import Path

from tanyahumas.errors import ConfigurationError


def read_prompt(folder: Path, name: str) -> str:
    """Text of `<name>.md` in `folder`, with `{fields}` still to be filled.

    Raises:
        ConfigurationError: the file is missing or unreadable.
    """
    path = folder / f"{name}.md"
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise ConfigurationError(
            f"cannot read the prompt {path}", "restore the file, or set TANYAHUMAS_PROMPTS to its folder"
        ) from failure
