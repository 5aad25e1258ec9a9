"""Under which name is a file served? Under a hashed one that browsers keep for a year, once collectstatic has run."""

from typing import Any

import brotli
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Quick(Compressor):
    """A tenth larger in a tenth of the time: for the demo, whose browser is on the same machine."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return bytes(brotli.compress(data, quality=9))


class Collected(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files; plain ones straight from the source until collectstatic has run."""

    manifest_strict = False
    # In a script Django looks for the name of its source map only, and packages name maps that they do not ship.
    patterns = tuple(pattern for pattern in CompressedManifestStaticFilesStorage.patterns if pattern[0] != "*.js")

    def url(self, name: str | None, force: bool = False) -> Any:
        if self.hashed_files:
            return super().url(name, force)
        return StaticFilesStorage.url(self, name)

    def create_compressor(self, **options: Any) -> Compressor:
        return Quick(**options) if settings.DEMO else Compressor(**options)
