"""What an admin can change: people, teams, grants, and what teams see of the warehouse's tables."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin

from portal.access.admin.directory import DirectoryGroupAdmin
from portal.access.admin.grants import GrantAdmin
from portal.access.admin.people import PersonAdmin, RoleAdmin
from portal.access.admin.policies import ColumnRuleAdmin, RowPolicyAdmin, TableRuleAdmin
from portal.access.admin.teams import TeamAdmin

__all__ = [
    "ColumnRuleAdmin",
    "DirectoryGroupAdmin",
    "GrantAdmin",
    "PersonAdmin",
    "RoleAdmin",
    "RowPolicyAdmin",
    "TableRuleAdmin",
    "TeamAdmin",
]

# Who signs in how is set by the environment and by people themselves; these pages would be a second way.
for model in (EmailAddress, SocialAccount, SocialApp, SocialToken, Authenticator):
    admin.site.unregister(model)
