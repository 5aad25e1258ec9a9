"""How is a secret kept on disk?"""

from pathlib import Path


def write_privately(path: Path, text: str) -> None:
    """A file that only its owner reads: whole, or not there at all when the disk is full or the start is killed."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.rename(path)
