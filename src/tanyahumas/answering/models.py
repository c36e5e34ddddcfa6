"""Chat models by name; with `retrieval.langchain` the home of LangChain."""

from __future__ import annotations

from typing import Any

from tanyahumas.errors import ConfigurationError

# What a provider's class takes beside the model's name, where it is not all of it.
_TAKEN = {"ollama": {"temperature", "base_url"}}
# Servers that speak the OpenAI API mostly ask for no key, but the client refuses to start without one.
_NO_KEY = "none"


def load_chat_model(name: str, base_url: str, api_key: str, timeout: float) -> Any:
    """A chat model by `provider:name`, by LangChain's `init_chat_model`.

    Raises:
        ConfigurationError: the name has no provider, the provider's package is missing, or
            the provider refuses the settings; the message never holds the key.
    """
    from langchain.chat_models import init_chat_model

    provider, separator, model = name.partition(":")
    if not (provider and separator and model):
        raise ConfigurationError(
            f"TANYAHUMAS_CHAT_MODEL is {name!r}, without a provider", "name it like openai:gpt-4o-mini"
        )
    options = _options(provider, base_url, api_key, timeout)
    try:
        return init_chat_model(model, model_provider=provider, **options)
    except ImportError:
        raise ConfigurationError(
            f"the package for {provider} is not installed",
            f"pip install --constraint constraints.txt 'tanyahumas[{provider}]'",
        ) from None
    except Exception as failure:  # each provider raises its own; its text may hold a key
        raise ConfigurationError(
            f"TANYAHUMAS_CHAT_MODEL={name} was refused ({type(failure).__name__})",
            "check TANYAHUMAS_CHAT_API_KEY and TANYAHUMAS_CHAT_BASE_URL",
        ) from None


def _options(provider: str, base_url: str, api_key: str, timeout: float) -> dict[str, Any]:
    options: dict[str, Any] = {"temperature": 0, "timeout": timeout, "max_retries": 0}
    if base_url:
        options["base_url"] = base_url
    if api_key or (provider == "openai" and base_url):
        options["api_key"] = api_key or _NO_KEY
    return {key: value for key, value in options.items() if key in _TAKEN.get(provider, options)}
