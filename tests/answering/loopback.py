"""A server on loopback that speaks the OpenAI chat API, well or in one of many bad ways."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from pydantic import SecretStr

from tanyahumas.answering.chat import ChatAnswerer
from tanyahumas.answering.models import load_chat_model
from tanyahumas.app import App, assistant_of
from tanyahumas.assistant import Assistant
from tanyahumas.prompts import read_prompt
from tests.conftest import PROJECT

KEY = "sk-loopback-3c9d17"
QUESTION = "Siapa yang mewakili Rektor IKTA dalam penandatanganan kerja sama dengan BP2MI?"
TIMEOUT = 2.0
PATIENCE = 60.0  # seconds that a silent server waits to be let go
REPLY = json.dumps(
    {
        "claims": [
            {
                "text": "Rektor diwakili Afner Gus Chandra.",
                "quote": "Rektor IKTA tidak hadir sendiri dan diwakili Afner Gus Chandra",
                "passage": 1,
            }
        ]
    }
)


class Handler(BaseHTTPRequestHandler):
    """Answers each request by the server's `act`."""

    protocol_version = "HTTP/1.1"
    server: ChatServer

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(asked))
        self.close_connection = True
        with suppress(OSError):  # nobody listens any more
            self.server.act(self)

    def log_message(self, *args: Any) -> None:
        """Nothing: tests look at the program's own log."""

    def send(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.begin(status, kind)
        self.wfile.write(body)

    def begin(self, status: int = 200, kind: str = "text/event-stream") -> None:
        """Head of a body that ends with the connection."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()

    def say(self, text: str | None, **delta: object) -> None:
        """One piece of a streamed reply."""
        choice = {"index": 0, "delta": {"role": "assistant", "content": text, **delta}, "finish_reason": None}
        self.event({"choices": [choice]})

    def event(self, fields: object) -> None:
        value = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        shown = {**value, **fields} if isinstance(fields, dict) else fields
        self.wfile.write(f"data: {json.dumps(shown)}\n\n".encode())
        self.wfile.flush()

    def done(self) -> None:
        self.event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self.event(
            {"choices": [], "usage": {"prompt_tokens": 321, "completion_tokens": 45, "total_tokens": 366}}
        )
        self.wfile.write(b"data: [DONE]\n\n")

    def silence(self) -> None:
        self.server.let_go.wait(PATIENCE)


Act = Callable[[Handler], None]


class ChatServer(ThreadingHTTPServer):
    """Does as `act` says and remembers what it was asked; `let_go` ends its silences."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.act: Act = replying(REPLY)
        self.asked: list[dict[str, Any]] = []
        self.let_go = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


def replying(*pieces: str) -> Act:
    """A whole reply in pieces."""

    def act(http: Handler) -> None:
        http.begin()
        for piece in pieces:
            http.say(piece)
        http.done()

    return act


def refusing(status: int) -> Act:
    """An error that repeats the key, as some servers do."""

    def act(http: Handler) -> None:
        http.send(status, json.dumps({"error": {"message": f"bad key {KEY}", "type": "x"}}).encode())

    return act


def _silent(http: Handler) -> None:
    http.silence()
    replying(REPLY)(http)


def _half_then_silence(http: Handler) -> None:
    http.begin()
    http.say(REPLY[:-20])
    http.silence()
    http.say(REPLY[-20:])
    http.done()


def _drip(http: Handler) -> None:
    http.begin()
    while not http.server.let_go.wait(0.1):
        http.say(" ")


def _half_then_close(http: Handler) -> None:
    http.begin()
    http.say(REPLY[:-20])


def _half_then_reset(http: Handler) -> None:
    http.send_response(200)
    http.send_header("Content-Type", "text/event-stream")
    http.send_header("Content-Length", "100000")
    http.end_headers()
    http.say(REPLY[:-20])


def _no_choices(http: Handler) -> None:
    http.begin()
    http.event({"choices": []})
    http.wfile.write(b"data: [DONE]\n\n")


def _null(http: Handler) -> None:
    http.begin()
    http.say(None)
    http.done()


def _tool_call(http: Handler) -> None:
    http.begin()
    call = {"index": 0, "id": "c", "type": "function", "function": {"name": "answer", "arguments": REPLY}}
    http.say(None, tool_calls=[call])
    http.done()


def _mislabelled(http: Handler) -> None:
    http.begin()
    http.event([1, 2, 3])


WRONG_TYPES = json.dumps({"claims": [{"text": 1, "quote": ["x"], "passage": "one"}, None, 7]})
ENGLISH = REPLY.replace(
    "Rektor diwakili Afner Gus Chandra.", "The rector was represented by Afner Gus Chandra."
)
CHINESE = REPLY.replace("Rektor diwakili Afner Gus Chandra.", "校长由 Afner Gus Chandra 代表。")

# What can go wrong, and how. "connection refused" has no server at all.
FAULTS: dict[str, Act | None] = {
    "no reply in time": _silent,
    "connection refused": None,
    "401": refusing(401),
    "429": refusing(429),
    "500": refusing(500),
    "empty body": lambda http: http.send(200, b""),
    "empty stream": lambda http: http.begin(),
    "empty text": replying(""),
    "garbage body": lambda http: http.send(200, b"\x00\xff<html>\x1b" * 50, "text/event-stream"),
    "an HTML page": lambda http: http.send(200, b"<html><body>Login</body></html>", "text/html"),
    "events that are no chunks": _mislabelled,
    "garbage text": replying("}{]", "lorem \x00 ipsum [9]", '"'),
    "1 MB of text": replying(*["lorem ipsum " * 2000] * 42),
    "1 MB of brackets": replying(*['{"claims":[' * 2000] * 48),
    "English for Indonesian": replying(ENGLISH),
    "Chinese for Indonesian": replying(CHINESE),
    "half a stream, then silence": _half_then_silence,
    "half a stream, then closed": _half_then_close,
    "half a stream, then cut off": _half_then_reset,
    "blanks without end": _drip,
    "no choices": _no_choices,
    "null for text": _null,
    "wrong types": replying(WRONG_TYPES),
    "a tool call instead": _tool_call,
    "a list cut at its start": replying('{"claims": ['),
    "an invented quote": replying(REPLY.replace("tidak hadir sendiri", "tidak datang")),
    "a passage that is not there": replying(REPLY.replace('"passage": 1', '"passage": 99')),
}


@dataclass(frozen=True)
class Served:
    """The assistant of a program whose chat model is at `server`."""

    assistant: Assistant
    server: ChatServer

    @property
    def without(self) -> Assistant:
        """The same without a chat model."""
        return replace(self.assistant, chat=None, rewriter=None)

    @contextmanager
    def acting(self, fault: str) -> Iterator[Assistant]:
        """Whom to ask while the server has that fault; what it is still at is ended afterwards."""
        act = FAULTS[fault]
        self.server.let_go.clear()
        try:
            if act is None:
                yield replace(self.assistant, chat=_nowhere())
            else:
                self.server.act = act
                yield self.assistant
        finally:
            self.server.let_go.set()


def _nowhere() -> ChatAnswerer:
    """What answers by a model at a port of loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    model = load_chat_model("openai:m", f"http://127.0.0.1:{port}/v1", KEY, TIMEOUT)
    return ChatAnswerer(model, read_prompt(PROJECT / "prompts", "answer"), 3000, TIMEOUT)


@contextmanager
def serving(app: App, timeout: float = TIMEOUT) -> Iterator[Served]:
    """The program over the index of `app`, with a chat model that replies well until it is told otherwise."""
    server = ChatServer()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    changes = {
        "chat_model": "openai:m",
        "chat_base_url": server.url,
        "chat_api_key": SecretStr(KEY),
        "chat_timeout": timeout,
    }
    try:
        with assistant_of(App(app.settings.model_copy(update=changes), app.registry)) as assistant:
            assistant.ask(QUESTION)  # models are loaded
            yield Served(assistant, server)
    finally:
        server.let_go.set()
        server.shutdown()
        server.server_close()
