"""The versions of models: rows that are added and never changed, with the file of each, so all processes have it."""

from typing import Any

from django.db import models


class ModelVersion(models.Model):
    """One training of a model: the file it gave, what it learned from, and how well it did on what it had not seen."""

    name = models.SlugField(max_length=100)
    version = models.PositiveIntegerField()
    trained_at = models.DateTimeField(auto_now_add=True)
    trained_by = models.CharField(max_length=150)
    report = models.SlugField(max_length=100, help_text="The report that declares it.")
    statement_id = models.UUIDField(null=True, help_text="The statement in the log that read its data.")
    declaration = models.CharField(max_length=64, help_text="SHA-256 of what it was asked to learn.")
    data_hash = models.CharField(max_length=64, help_text="SHA-256 of the rows that it was trained and tried on.")
    rows = models.PositiveIntegerField(help_text="How many rows it learned from.")
    features = models.JSONField(help_text="In the model's order, with the values of those that are categories.")
    metrics = models.JSONField(help_text="Of the model and of each baseline, on weeks that it had not seen.")
    drivers = models.JSONField(help_text="Each feature, and by how much the error grows without it.")
    facts = models.JSONField(help_text="Cut-offs, rows of the trial, settings, versions of libraries.")
    sha256 = models.CharField(max_length=64, help_text="Of the file.")
    content = models.BinaryField(help_text="The model, as skops writes it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="a_version_of_a_model_is_there_once")]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    def save(self, *args: Any, **how: Any) -> None:
        """Add it. PostgreSQL refuses to change or remove one."""
        super().save(*args, **{**how, "force_insert": True})
