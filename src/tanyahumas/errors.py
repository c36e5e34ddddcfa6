"""Every error that tanyahumas raises on purpose.

TanyahumasError
├── ConfigurationError     a setting is missing, unknown or out of range
├── CorpusError            the corpus as a whole cannot be read
├── RegistryError          the registry cannot be opened, read or written
│   └── UnknownReleaseError    no release has that id
├── EmbeddingError         the embedding model cannot be loaded or is not the one expected
├── IndexingError          the index cannot be built or read
│   ├── MissingIndexError      nothing has been indexed yet
│   ├── ModelMismatchError     the index was built by another model or other settings
│   ├── DamagedIndexError      files of the index are missing or changed
│   └── BusyIndexError         another process is writing the index
├── QuestionError          the question cannot be asked: empty or too long
└── AnsweringError         the chat model or prompt failed; callers fall back to quotes

Each message names what failed and where; `remedy` names the next command, if there is one.
"""

from __future__ import annotations


class TanyahumasError(Exception):
    """Base of all; `str(error)` is fit to be shown to a user."""

    def __init__(self, message: str, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} → {self.remedy}" if self.remedy else self.message


class ConfigurationError(TanyahumasError):
    """A setting is missing, unknown or out of range."""


class CorpusError(TanyahumasError):
    """The corpus as a whole cannot be read: no such path, nothing in it."""


class RegistryError(TanyahumasError):
    """The registry cannot be opened, read or written."""


class UnknownReleaseError(RegistryError):
    """No release has that id."""


class EmbeddingError(TanyahumasError):
    """The embedding model cannot be loaded or is not the one expected."""


class IndexingError(TanyahumasError):
    """The index cannot be built or read."""


class MissingIndexError(IndexingError):
    """Nothing has been indexed yet."""


class ModelMismatchError(IndexingError):
    """The index was built by another model or with other settings."""


class DamagedIndexError(IndexingError):
    """Files of the index are missing or changed."""


class BusyIndexError(IndexingError):
    """Another process is writing the index."""


class QuestionError(TanyahumasError):
    """The question cannot be asked: it is empty or too long."""


class AnsweringError(TanyahumasError):
    """The chat model or its prompt failed; callers fall back to quotes."""
