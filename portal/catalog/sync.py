"""The catalog has an entry for each report that is declared: how the two are made to agree."""

from dataclasses import dataclass, field

from django.db import connection, transaction

from portal.catalog.models import Entry
from reports import Report, registry
from reports.reads import columns_of, tables_of

ONE_AT_A_TIME = 4_720_391  # the number of the lock in PostgreSQL; any that nobody else takes


@dataclass
class Synced:
    """What a sync did, by the slugs of the reports."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # left as they were
    unchanged: list[str] = field(default_factory=list)


@transaction.atomic
def sync() -> Synced:
    """Write down what the files say now. What admins said stays; the entry of a file that has gone is kept.

    A file with a mistake is no file that has gone: its entry waits as it is until it is mended.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    synced = Synced(broken=sorted(registry.broken()))
    known = {entry.slug: entry for entry in Entry.objects.select_related("contact")}
    declared = registry.all()
    for report in sorted(declared, key=lambda each: each.slug):
        _sync_one(report, known.get(report.slug), synced)
    for slug in sorted(known.keys() - {each.slug for each in declared} - set(synced.broken)):
        if not known[slug].gone:
            known[slug].gone = True
            known[slug].save()
            synced.archived.append(slug)
    return synced


def _sync_one(report: type[Report], entry: Entry | None, synced: Synced) -> None:
    told = synced.changed
    if entry is None:
        entry, told = Entry(slug=report.slug), synced.new
    elif entry.gone:
        told = synced.back
    before = dict(vars(entry))
    as_declared(report, entry)
    if entry.pk and vars(entry) == before:
        told = synced.unchanged
    else:
        entry.save()
    told.append(report.slug)


def as_declared(report: type[Report], entry: Entry) -> Entry:
    """The entry with what the report's file says."""
    entry.title, entry.question, entry.fingerprint = report.title, report.question, report.fingerprint
    entry.declared_owner, entry.declared_area = report.owner, report.area
    entry.declared_tags = list(report.tags)
    entry.tables, entry.columns = tables_of(report), columns_of(report)
    entry.gone = False
    entry.gather_words()
    return entry
