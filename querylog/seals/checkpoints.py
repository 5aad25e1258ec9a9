"""What is known of the seals outside of the database: who has every right on it can rebuild the chain, but not this.

A checkpoint is one small file, in a folder or an object store, named by the number of the seal that it is of. It is
written once and never again.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from pyarrow import ArrowException
from pyarrow.fs import FileSelector, FileSystem, FileType

from querylog.errors import PorticoError
from querylog.models import Mark, Seal

MARK = "checkpoint"  # its value is the number of the last seal that is known outside


class NoCheckpoint(PorticoError):
    """The place for checkpoints can't be written or read."""


def write(seal: Seal) -> None:
    """Put down what is known of this seal, outside. Raises NoCheckpoint; does nothing where no place is set."""
    if not settings.SEAL_CHECKPOINTS:
        return
    try:
        files, folder = _place(settings.SEAL_CHECKPOINTS)
        files.create_dir(folder, recursive=True)
        path = f"{folder}/{_name(seal.number)}.json"
        if files.get_file_info(path).type == FileType.NotFound:
            with files.open_output_stream(path) as file:
                file.write(json.dumps(_told(seal)).encode())
        Mark.objects.update_or_create(name=MARK, defaults={"value": str(seal.number)})
    except (OSError, ArrowException) as error:
        raise NoCheckpoint(f"No checkpoint can be written to {settings.SEAL_CHECKPOINTS}: {error}") from error


def read(place: str, *, since: int = 1) -> Iterator[dict[str, Any]]:
    """Every checkpoint there of this seal or a later one, oldest first. Raises NoCheckpoint."""
    try:
        files, folder = _place(place)
        for found in sorted(files.get_file_info(FileSelector(folder)), key=lambda each: each.path):
            if found.base_name.startswith("seal-") and found.base_name >= _name(since):
                with files.open_input_stream(found.path) as file:
                    yield json.loads(file.read())
    except (OSError, ArrowException, ValueError) as error:
        raise NoCheckpoint(f"The checkpoints in {place} can't be read: {error}") from error


def _name(number: int) -> str:
    return f"seal-{number:012d}"


def _place(place: str) -> tuple[FileSystem, str]:
    files, folder = FileSystem.from_uri(place)
    return files, folder.rstrip("/")


def _told(seal: Seal) -> dict[str, Any]:
    return {
        "number": seal.number,
        "hash": bytes(seal.hash).hex(),
        "at": seal.at.isoformat(),
        "signature": bytes(seal.signature).hex(),
    }
