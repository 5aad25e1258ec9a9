"""Is a file of the export what the portal handed out, and is each of its rows in the log as it says?"""

import csv
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BufferedReader
from typing import Any
from uuid import UUID
from zipfile import BadZipFile, ZipFile

import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.dateparse import parse_datetime

from querylog.audit.export.archive import MANIFEST
from querylog.audit.export.coverage import Coverage
from querylog.audit.export.files import FORMATS, Row, as_read
from querylog.audit.export.rows import UNDER_NO_SEAL, flat
from querylog.audit.search import with_steps
from querylog.errors import PorticoError
from querylog.ids import first_id_at
from querylog.models import Event, Kind, Seal, Statement
from querylog.seals.keys import is_signed
from querylog.seals.sealing import hash_of

BLOCK = 1 << 20
NEEDED = {"product", "file", "format", "columns", "rows", "sha256", "seals", "settled", "last_seal", "export", "at"}
# What comes of reading a file that somebody has changed, or that was cut off.
UNREADABLE = (
    *(BadZipFile, zlib.error, csv.Error, pa.ArrowException, EOFError, OSError),
    *(ValueError, KeyError, TypeError, AttributeError, RuntimeError),
)


class NotAnExport(PorticoError):
    """The file is none of ours, or can't be read to its end."""


@dataclass
class Verified:
    """What was looked at, and the first thing that is wrong of each kind."""

    manifest: dict[str, Any]
    rows: int = 0
    wrong: list[str] = field(default_factory=list)


def verify(file: BufferedReader, *, key: Ed25519PublicKey | None = None, offline: bool = False) -> Verified:
    """The digest, the count and, unless `offline`, each row, the seals and the record of it. Raises NotAnExport."""
    try:
        with ZipFile(file) as archive:
            found = Verified(_manifest(archive))
            _check_data(archive, found)
            coverage = Coverage(found.manifest["last_seal"]) if not offline else None
            _check_rows(archive, found, coverage)
        if coverage is not None:
            _check_seals(found, coverage, key)
            _check_record(file, found)
    except UNREADABLE as error:
        raise NotAnExport(f"This is no whole file of the audit's export: {error}") from error
    return found


def _manifest(archive: ZipFile) -> dict[str, Any]:
    manifest = json.loads(archive.read(MANIFEST))
    if not isinstance(manifest, dict) or not manifest.keys() >= NEEDED or manifest["product"] != "Portico":
        raise ValueError(f"its {MANIFEST} does not say what such a one says")
    if manifest["format"] not in FORMATS:
        raise ValueError(f"it has a format that is not known here, {manifest['format']!r}")
    return manifest


def _check_data(archive: ZipFile, found: Verified) -> None:
    digest = hashlib.sha256()
    with archive.open(found.manifest["file"]) as data:
        while piece := data.read(BLOCK):
            digest.update(piece)
    if digest.hexdigest() != found.manifest["sha256"]:
        found.wrong.append(
            f"{found.manifest['file']} was changed: its SHA-256 is {digest.hexdigest()}, "
            f"and the manifest says {found.manifest['sha256']}."
        )


def _check_rows(archive: ZipFile, found: Verified, coverage: Coverage | None) -> None:
    """Read every row once; with `coverage` set it against the log."""
    first_wrong = ""
    with archive.open(found.manifest["file"]) as data:
        for rows in FORMATS[found.manifest["format"]].read(data):
            if coverage is not None:
                for sentence in _differences(rows, found.manifest, coverage):
                    first_wrong = first_wrong or sentence
            found.rows += len(rows)
    if first_wrong:
        found.wrong.append(first_wrong)
    if found.rows != found.manifest["rows"]:
        found.wrong.append(f"The file has {found.rows:,} rows, and the manifest says {found.manifest['rows']:,}.")


def _differences(rows: list[Row], manifest: dict[str, Any], coverage: Coverage) -> Iterator[str]:
    """Each row that is not in the log as it says, in a sentence."""
    there = {str(each.pk): each for each in with_steps(UUID(row["id"]) for row in rows)}
    kept = [_as_it_was(there[row["id"]], row, manifest["settled"]) for row in rows if row["id"] in there]
    columns = manifest["columns"]
    format = FORMATS[manifest["format"]]
    said = {row["id"]: row for row in as_read([flat(each, columns) for each in kept], format, columns)}
    for each in kept:
        coverage.add(each)
    for row in rows:
        if row["id"] not in said:
            yield f"The row {row['id']} is in the file, and the log has no such statement."
            continue
        for name in columns:
            if name not in UNDER_NO_SEAL and row.get(name) != said[row["id"]][name]:
                yield (
                    f"The row {row['id']} differs in {name}: the file says {_shown(row.get(name))}, "
                    f"and the log says {_shown(said[row['id']][name])}."
                )


def _as_it_was(statement: Statement, row: Row, settled: int) -> Statement:
    """The statement without steps that it may have taken after the file was made, where the file has none."""
    for step, column in (("submission", "submitted_at"), ("ending", "ended_at")):
        taken = getattr(statement, step, None)
        if taken and not row.get(column) and taken.tx >= settled:
            statement._state.fields_cache[step] = None
    return statement


def _check_seals(found: Verified, coverage: Coverage, key: Ed25519PublicKey | None) -> None:
    """The seals of the manifest are those that cover these rows, and are in the chain as it says."""
    told = {each["stretch"]: each for each in coverage.told()}
    for stretch in found.manifest["seals"]:
        if stretch != told.get(stretch["stretch"]):
            found.wrong.append(_apart(stretch, told.get(stretch["stretch"])))
            continue
        for named in stretch.get("seals") or [stretch["first"], stretch["last"]]:
            if named and (sentence := _wrong_with(named["number"], key)):
                found.wrong.append(sentence)
                break
    if missing := told.keys() - {each["stretch"] for each in found.manifest["seals"]}:
        found.wrong.append(f"The manifest names no seals of {min(missing)}, of which the file has rows.")
    if coverage.not_sealed != found.manifest.get("not_sealed"):
        found.wrong.append(
            f"{coverage.not_sealed:,} rows were under no seal, and the manifest says "
            f"{found.manifest.get('not_sealed')}."
        )


def _apart(said: dict[str, Any], there: dict[str, Any] | None) -> str:
    """Which seal of a stretch is another one than the manifest says."""
    known = {each["number"]: each["hash"] for each in (there or {}).get("seals") or []}
    for named in said.get("seals") or []:
        if known.get(named["number"]) != named["hash"]:
            return f"Seal {named['number']} of {said['stretch']} is not the one that the manifest names."
    return f"The rows of {said['stretch']} do not lie under the seals that the manifest names."


def _wrong_with(number: int, key: Ed25519PublicKey | None) -> str:
    seal = Seal.objects.get(number=number)
    if hash_of(seal) != bytes(seal.hash):
        return f"Seal {number} was changed: its hash is not that of its words."
    if key is not None and not is_signed(bytes(seal.hash), bytes(seal.signature), key):
        return f"Seal {number} is not signed by this key."
    return ""


def _check_record(file: BufferedReader, found: Verified) -> None:
    """The log remembers the download, with the digest of the whole zip."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    at = parse_datetime(found.manifest["at"])
    if at is None:
        raise ValueError("its manifest does not say when it was made")
    made = Event.objects.filter(kind=Kind.DOWNLOADED, pk__gte=first_id_at((at - timedelta(minutes=5)).timestamp()))
    event = made.filter(facts__export=found.manifest["export"], facts__stage="finished").first()
    if event is None:
        found.wrong.append("The log has no finished download of this file.")
    elif event.facts["sha256"] != digest:
        found.wrong.append(
            f"This is not the file that was handed out to {event.person_name}: its SHA-256 is {digest}, "
            f"and the log says {event.facts['sha256']}."
        )


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
