"""Proofs that the log is whole.

Each seal holds roots over the rows that a stretch of time has added, and the hash of the seal before.
"""

from django.db import models


class Seal(models.Model):
    """What stood in one month's tables (or in the table of texts) between two transactions."""

    number = models.BigIntegerField(primary_key=True)
    stretch = models.CharField(max_length=7, help_text='The month of the rows, such as "2026-11", or "texts".')
    from_tx = models.BigIntegerField(help_text="The first transaction whose rows are in it.")
    to_tx = models.BigIntegerField(help_text="The first one whose rows are not.")
    roots = models.JSONField(help_text="For each table: how many rows, their Merkle root, the digest of their index.")
    at = models.DateTimeField()
    previous = models.BinaryField(max_length=32, help_text="The hash of the seal before.")
    hash = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64, help_text="Ed25519, over the hash; empty without a key.")

    def __str__(self) -> str:
        return f"seal {self.number}"


class SealIndex(models.Model):
    """The rows of one table under one seal, by key and hash: it names which row differs when the root does."""

    seal = models.ForeignKey(Seal, on_delete=models.DO_NOTHING, db_constraint=False, related_name="indexes")
    table = models.CharField(max_length=20)
    entries = models.BinaryField(help_text="32 bytes for each row: 16 of its key, 16 of its hash.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "table"], name="a_seal_has_an_index_of_a_table_once")]

    def __str__(self) -> str:
        return f"{self.table} under seal {self.seal_id}"


class Restore(models.Model):
    """That the database was restored from a dump, so that its transactions are counted from here."""

    after_tx = models.BigIntegerField(help_text="Added to PostgreSQL's own number of a transaction.")
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return f"restored {self.at:%Y-%m-%d %H:%M}"
