"""An audience as a file: the ids as CSV, and a manifest that says where they are from; both in one zip.

The same result gives the same bytes of CSV, and so the same digest: that is what somebody approves.
"""

import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

from querylog import door
from querylog.door import Purpose, Stream
from querylog.errors import PorticoError
from querylog.models import Statement
from reports import compile
from reports.compile import Pick
from reports.compile.picks import concerning
from reports.declare import Audience, Report
from reports.run import export_csv, manifests
from reports.run.clock import today
from reports.run.export_facts import picked_in_words
from reports.run.exports import BLOCK, Content, Export, base_of
from reports.run.models import Run
from reports.run.press import asker_for
from reports.viewer import Viewer

CSV = "audience.csv"


class OtherIds(PorticoError):
    """The result does not give the bytes that were approved."""

    sentence = (
        "The ids are not those that were approved: the result reads differently now. Go back to the report, press "
        "Refresh and ask again."
    )


@dataclass(frozen=True, kw_only=True)
class Sought:
    """The audience that a visual shows of a run, under these clicks, to this person."""

    visual: Audience
    run: Run
    report: type[Report]
    picks: Sequence[Pick]
    viewer: Viewer

    @property
    def criteria(self) -> str:
        """Who is in it, in words."""
        return " · ".join([self.run.summary, *picked_in_words(self.visual, self.picks)])

    @property
    def clicks(self) -> list[Pick]:
        """Those that narrow it. Raises InputError for one that means nothing."""
        known = self.report.visuals
        found = [each for each in self.picks if concerning(self.visual, [each])]
        return [each if each.source in known else Pick(each.column, each.value) for each in found]

    @property
    def base(self) -> Statement:
        """The statement whose stored result it is read from. Raises NotReady."""
        return base_of(self.visual, self.run)


@dataclass(frozen=True, kw_only=True)
class Ids:
    """What is known of the file with the ids: how many there are, and what its bytes amount to."""

    count: int
    sha256: str


def ids_of(sought: Sought) -> Ids:
    """How many ids there are and the digest of their file, which is not kept. Raises what the door raises."""
    with _rows(sought, Purpose.SLICE) as rows:  # no export: nothing leaves
        return _written(rows, sought, into=None)


def exported(
    sought: Sought, *, purpose: str, approval: dict[str, Any] | None = None, only: Ids | None = None
) -> Export:
    """The zip with the ids and the manifest; with `only`, of just these ids: else OtherIds is raised."""
    with ExitStack() as held:
        zipped = held.enter_context(TemporaryFile(prefix="portico-audience-"))
        with _rows(sought, Purpose.EXPORT) as rows, zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as files:
            with files.open(CSV, "w", force_zip64=True) as file:
                ids = _written(rows, sought, into=file)
            if only and ids != only:
                raise OtherIds
            told = manifests.manifest(sought, ids, rows, file=CSV, purpose=purpose, approval=approval)
            files.writestr("manifest.json", manifests.as_json(told))
            files.writestr("manifest.txt", manifests.in_words(told))
        size = zipped.tell()
        zipped.seek(0)
        name = f"{sought.report.slug}_{sought.visual.name}_{today():%Y-%m-%d}.zip"
        content = Content(iter(lambda: zipped.read(BLOCK), b""), held.pop_all())
        return Export(
            name=name,
            content_type="application/zip",
            content=content,
            statement=rows.statement,
            rows=ids.count,
            ids_sha256=ids.sha256,
            size=size,
        )


@contextmanager
def _rows(sought: Sought, purpose: Purpose) -> Iterator[Stream]:
    base = sought.base
    asked = compile.audience(sought.visual, base.query_id, sought.picks)
    with door.stream(
        asked.sql,
        asked.binds,
        asker=asker_for(sought.viewer, sought.report),
        purpose=purpose,
        press=sought.run.pk,
        parent=base,
        part=sought.visual.name,
    ) as rows:
        yield rows


def _written(rows: Stream, sought: Sought, *, into: Any) -> Ids:
    digest = hashlib.sha256()
    for piece in export_csv.bare(rows, columns=sought.visual.file_columns):
        digest.update(piece)
        if into:
            into.write(piece)
    return Ids(count=rows.total, sha256=digest.hexdigest())
