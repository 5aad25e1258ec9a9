"""About which accounts does the identity provider's word decide?"""

from portal.access.models import User


def is_the_providers(person: User) -> bool:
    """True for an account that the provider alone opens: without a password here, and without rights of its own.

    Any other one it can switch off; it can't lead somebody else into it, by an id or an e-mail address.
    """
    return not (person.has_usable_password() or has_rights(person))


def has_rights(person: User) -> bool:
    """Of her own, besides what her teams give: who got into her account could do more than read reports."""
    if person.is_staff or person.is_superuser:
        return True
    return person.groups.exists() or person.user_permissions.exists()
