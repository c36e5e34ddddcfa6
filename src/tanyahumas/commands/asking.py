"""`ask`, `search` and `chat`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

from tanyahumas.app import App, assistant_of, open_app
from tanyahumas.assistant import Assistant
from tanyahumas.commands.interface import answer_json, error_json, passages_json
from tanyahumas.commands.show import print_answer, print_passages, stdout
from tanyahumas.config import Settings
from tanyahumas.domain import Scope, Turn
from tanyahumas.errors import QuestionError

FROM_INPUT = "-"
REMEMBERED = 5


def ask_command(settings: Settings, question: str, scope: Scope, *, as_json: bool, index_first: bool) -> None:
    """Answer one question, or each line of standard input."""
    with open_app(settings) as app:
        if index_first:
            _index_if_missing(app)
        with assistant_of(app) as assistant:
            if question == FROM_INPUT:
                _each_line(lambda line: answer_json(assistant.ask(line, scope=scope)), as_json)
            elif as_json:
                _emit(answer_json(assistant.ask(question, scope=scope)))
            else:
                print_answer(stdout(), assistant.ask(question, scope=scope))


def search_command(settings: Settings, question: str, scope: Scope, *, as_json: bool, k: int) -> None:
    """Passages for one question, or for each line of standard input."""
    with open_app(settings) as app, assistant_of(app) as assistant:
        if question == FROM_INPUT:
            _each_line(lambda line: _searched(assistant, line, k, scope), as_json)
        elif as_json:
            _emit(_searched(assistant, question, k, scope))
        else:
            print_passages(stdout(), assistant.search(question, k=k, scope=scope))


def chat_command(settings: Settings) -> None:
    """A conversation at the terminal, remembering the last five exchanges."""
    console = stdout()
    history: list[Turn] = []
    with open_app(settings) as app, assistant_of(app) as assistant:
        for line in _typed_lines():
            try:
                answer = assistant.ask(line, history=history[-REMEMBERED:])
            except QuestionError as error:
                console.print(str(error), markup=False)
                continue
            print_answer(console, answer)
            console.print()
            history.append(Turn(line, tuple(c.release.id for c in answer.citations)))


def _index_if_missing(app: App) -> None:
    from tanyahumas.commands.indexing import run_index

    if app.store.current_name() is None:
        run_index(app, app.settings.corpus)


def _searched(assistant: Assistant, question: str, k: int, scope: Scope) -> str:
    started = time.monotonic()
    passages = assistant.search(question, k=k, scope=scope)
    return passages_json(question, passages, round((time.monotonic() - started) * 1000))


def _each_line(respond: Callable[[str], str], as_json: bool) -> None:
    """One JSON object for each line, flushed; a question that cannot be asked gets one with `error`."""
    if not as_json:
        raise QuestionError("questions from standard input are answered as JSON", "add --json")
    for line in sys.stdin:
        question = line.rstrip("\n")
        try:
            _emit(respond(question))
        except QuestionError as error:
            _emit(error_json(question, str(error)))


def _typed_lines() -> Iterator[str]:
    while True:
        try:
            line = input("tanya> " if sys.stdin.isatty() else "")
        except EOFError:
            return
        if not line.strip():
            return
        yield line


def _emit(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
