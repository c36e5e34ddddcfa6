"""Ask PR: questions about an institution's news releases, answered with exact quotes."""

__version__ = "0.1.0"
