"""What people and groups can be found by, as in filter=userName eq "eva"."""

from typing import Any

from django.http import HttpRequest
from django_scim.exceptions import BadRequestError
from scim2_filter_parser.lexer import SCIMLexer
from scim2_filter_parser.parser import SCIMParser
from scim2_filter_parser.transpilers.django_q_object import Transpiler

from portal.access.models import DirectoryGroup, User
from portal.provisioning.changes import THE_ONE
from portal.provisioning.reach import within_reach

LONGEST = 1000  # characters


class Found(Transpiler):
    """A filter as a condition of Django's. Raises LookupError where it names what nothing is found by."""

    def visit_AttrExpr(self, node: Any) -> Any:
        node.value = node.value.lower()  # it would take NE for eq
        return super().visit_AttrExpr(node)

    def visit_AttrPath(self, node: Any) -> str:
        node.uri = None
        found: str | None = super().visit_AttrPath(node)
        if found is None:
            raise LookupError(node.attr_name)
        return found


class PersonFilter:
    """People, by what SCIM knows of them."""

    model: Any = User
    attr_map = {
        ("id", None, None): "id",
        ("userName", None, None): "username",
        ("externalId", None, None): "scim_external_id",
        ("active", None, None): "is_active",
        ("name", "familyName", None): "last_name",
        ("name", "givenName", None): "first_name",
        ("emails", None, None): "email",
        ("emails", "value", None): "email",
    }

    @classmethod
    def search(cls, query: str, request: HttpRequest | None = None) -> Any:
        """Those within reach that the filter finds, in a fixed order."""
        try:
            tree = SCIMParser().parse(SCIMLexer().tokenize(THE_ONE.sub("", query[: LONGEST + 1])))
            found = cls.model.objects.filter(Found(cls.attr_map).transpile(tree), **within_reach(cls.model)(request))
        except Exception:  # whatever it is that the parser stumbles over, it was the filter
            found = None
        if found is None or len(query) > LONGEST:
            known = ", ".join(".".join(filter(None, path)) for path in cls.attr_map)
            raise BadRequestError(
                f"The filter can't be read. It may name {known}, with texts in quotes.", scim_type="invalidFilter"
            )
        return found.order_by("pk")


class GroupFilter(PersonFilter):
    """Groups, by name or id."""

    model = DirectoryGroup
    attr_map = {
        ("id", None, None): "id",
        ("displayName", None, None): "name",
        ("externalId", None, None): "scim_external_id",
    }
