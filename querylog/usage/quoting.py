"""A value as the search line takes it, for the links behind numbers and findings."""


def quoted(value: str) -> str:
    """In quotes where it would be read as something else."""
    plain = value and all(letter.isalnum() or letter in "._-/@+" for letter in value) and not value.startswith("-")
    return value if plain else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
