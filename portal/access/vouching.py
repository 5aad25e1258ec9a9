"""About which accounts does the identity provider's word decide?"""

from portal.access.models import User


def is_the_providers(person: User) -> bool:
    """True for an account that the provider alone opens: without a password here, and without rights of its own.

    Any other one it can switch off; it can't lead somebody else into it, by an id or an e-mail address.
    """
    if person.is_staff or person.is_superuser or person.has_usable_password():
        return False
    return not (person.groups.exists() or person.user_permissions.exists())
