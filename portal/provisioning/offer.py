"""What this portal's SCIM can do, as it tells a provider that asks."""

from typing import Any

from django_scim.models import SCIMServiceProviderConfig

from portal.provisioning.views import MOST_ON_A_PAGE


class Offer(SCIMServiceProviderConfig):
    """As django-scim2 says it, but for what is different here: filters are read, and passwords are not taken."""

    def to_dict(self) -> dict[str, Any]:
        return {
            **super().to_dict(),
            "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
            "filter": {"supported": True, "maxResults": MOST_ON_A_PAGE},
            "changePassword": {"supported": False},
        }
