from typing import Any

from discord import app_commands

from tanyahumas.discord_app.client import TanyaClient
from tanyahumas.discord_app.commands import Catalogue, add_commands
from tanyahumas.discord_app.officers import Officers, add_officer_commands
from tanyahumas.discord_app.parts import Parts
from tanyahumas.discord_app.translator import ENGLISH


def strings(command: Any) -> list[str]:
    """Every name and description that a client shows."""
    found = [command.name]
    if not isinstance(command, app_commands.ContextMenu):
        found.append(command.description)
    if isinstance(command, app_commands.Group):
        return found + [text for child in command.commands for text in strings(child)]
    for parameter in getattr(command, "parameters", []):
        found += [str(parameter.display_name), str(parameter.description)]
    return found


def test_every_command_has_its_english(parts: Parts) -> None:
    """English clients see no Indonesian name or description, and nothing is translated in vain."""
    client = TanyaClient(parts)
    catalogue = Catalogue(parts.intake, parts.registry)
    add_commands(client.tree, parts.intake, catalogue)
    add_officer_commands(client.tree, Officers(parts.intake, parts.operations), catalogue)
    menus = client.tree.get_commands()
    shown = {text for command in menus for text in strings(command)}
    assert shown == set(ENGLISH)
