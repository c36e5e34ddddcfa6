"""The Discord app; the home of discord.py.

Pure modules (`escaping`, `splitting`, `texts`, `replies`, `failures`) know nothing of Discord's
library; the others cross to it.
"""
