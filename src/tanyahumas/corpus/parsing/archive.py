"""Zip archives, checked before anything in them is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from tanyahumas.corpus.parsing.extract import ZIP_ENTRIES, ZIP_EXPANDED, ZIP_MEMBER, refuse

_END = b"PK\x05\x06"
_SPLIT = "unpack it and index the folder"


@contextmanager
def checked_zip(data: bytes, damaged: str) -> Iterator[zipfile.ZipFile]:
    """An archive whose directory promises no more than the limits; nothing is unpacked to disk.

    Raises:
        RejectedError: it is damaged (said as `damaged`), encrypted or too large; also when the
            block reads a member that turns out to be damaged.
    """
    _count(data, damaged)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > ZIP_ENTRIES:
                raise refuse(f"more than {ZIP_ENTRIES} entries in the archive", _SPLIT)
            if sum(info.file_size for info in infos) > ZIP_EXPANDED or any(
                info.file_size > ZIP_MEMBER for info in infos
            ):
                raise refuse(f"it would unpack to more than {ZIP_EXPANDED // 1_000_000} MB", _SPLIT)
            if any(info.flag_bits & 1 for info in infos):
                raise refuse("the archive is encrypted", "save it without a password")
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise refuse(damaged) from error


def _count(data: bytes, damaged: str) -> None:
    """Refuse a directory of very many entries before Python builds an object for each."""
    at = data.rfind(_END, max(0, len(data) - 66_000))
    if at < 0 or len(data) < at + 12:
        raise refuse(damaged)
    if struct.unpack_from("<H", data, at + 10)[0] > ZIP_ENTRIES:
        raise refuse(f"more than {ZIP_ENTRIES} entries in the archive", _SPLIT)


def _hidden(part: str) -> bool:
    return part == "__MACOSX" or (part.startswith(".") and part.strip(".") != "")


def members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """Files of an archive in sort order of their names; folders and hidden ones left out."""
    for info in sorted(archive.infolist(), key=lambda info: info.filename):
        parts = info.filename.split("/")
        if not info.is_dir() and not any(map(_hidden, parts)):
            yield info
