"""What the log remembers of sign-ins, and of every change of who may do what, wherever it is made.

A change of rights and its event are kept together or not at all, where a transaction holds both, as the admin site's
do. What is changed by SQL, past the portal, is put there by triggers: see the migration that says so.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portal.access.acting import actor
from portal.access.addresses import address_of
from portal.access.models import (
    Attribute,
    ColumnRule,
    DirectoryGroup,
    Grant,
    Membership,
    RowPolicy,
    TableRule,
    Team,
    TeamGroup,
    User,
)
from portal.access.second_step import shown_by_setting_up
from portal.catalog.models import Entry
from querylog.events import record, record_if_possible
from querylog.models import Kind

WATCHED: tuple[type[Model], ...] = (
    User,
    Team,
    Membership,
    TeamGroup,
    Grant,
    Group,
    TableRule,
    RowPolicy,
    ColumnRule,
    Attribute,
    Authenticator,
    SocialAccount,
    Entry,
    DirectoryGroup,
)
CALLED: dict[type[Model], str] = {
    Authenticator: "second step",
    SocialAccount: "single sign-on",
}  # where allauth's word is none
# What goes with a row out of the tables between without a signal; people leave a group of the directory with one.
GOES_WITH: dict[type[Model], tuple[type[Model], ...]] = {
    User: (Group, Permission, DirectoryGroup),
    Group: (User, Permission),
}
RIGHTS = (User.groups.through, User.user_permissions.through, Group.permissions.through, DirectoryGroup.people.through)
# They say nothing that the event does not, or are secrets.
UNTOLD = {"id", "last_login", "date_joined", "granted_at", "granted_by", "sessions_ended"}
UNTOLD |= {"data", "extra_data", "created_at", "last_used_at"}
UNTOLD |= {"about", "document", "document_shown"}  # an entry's words for the search
NEVER_KEPT = "password"
LONGEST_NAME = 200  # characters of an object's name
LONGEST_VALUE = 20_000  # of a value: longer than any list of values that people keep by hand


def connect() -> None:
    """From now on, all of it is remembered."""
    user_logged_in.connect(_signed_in, dispatch_uid="the log")
    user_logged_out.connect(_signed_out, dispatch_uid="the log")
    user_login_failed.connect(_sign_in_failed, dispatch_uid="the log")
    authentication_failed.connect(_second_step_failed, dispatch_uid="the log")
    authenticator_added.connect(shown_by_setting_up, dispatch_uid="second step")
    for model in WATCHED:
        pre_save.connect(_before_a_change, sender=model, dispatch_uid="the log")
        post_save.connect(_changed, sender=model, dispatch_uid="the log")
        pre_delete.connect(_removed, sender=model, dispatch_uid="the log")
    for through in RIGHTS:
        m2m_changed.connect(_rights_changed, sender=through, dispatch_uid="the log")
    post_save.connect(_admin_acted, sender=LogEntry, dispatch_uid="the log")


# ------------------------------------------------------------------ sign-ins


def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    record_if_possible(Kind.SIGNED_IN, user_id=user.pk, name=user.get_username(), address=address_of(request))


def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        record_if_possible(Kind.SIGNED_OUT, user_id=user.pk, name=user.get_username())


def _sign_in_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """The name stands there as a digest: people type passwords into its field."""
    name = digest_of(str(credentials.get("username") or ""))
    record_if_possible(Kind.SIGN_IN_FAILED, user_id=None, name="", address=address_of(request), name_digest=name)


def _second_step_failed(request: HttpRequest, user: User, **_: Any) -> None:
    """The password was right, and the code was not: whose it is can be said."""
    record_if_possible(
        Kind.SIGN_IN_FAILED, user_id=user.pk, name=user.get_username(), address=address_of(request), second_step="wrong"
    )


def digest_of(name: str) -> str:
    """By what failed sign-ins under one name are found; who has it can't tell the name."""
    return salted_hmac("failed sign-in", name.casefold(), algorithm="sha256").hexdigest()


# ------------------------------------------------------------------ rights


def _before_a_change(sender: type[Model], instance: Any, raw: bool, update_fields: Any, **_: Any) -> None:
    """Remember what it was; who signs in changes nothing but the time of the last one."""
    instance._before = None
    if not raw and not instance._state.adding and not (update_fields and set(update_fields) <= UNTOLD):
        before = sender._base_manager.filter(pk=instance.pk).first()
        instance._before = told(before) if before else None


def _changed(instance: Any, created: bool, raw: bool, **_: Any) -> None:
    if raw:
        return
    if created:
        _remember(instance, "added", now=told(instance))
    elif instance._before is not None:
        now = told(instance)
        changes = {name: [was, now[name]] for name, was in instance._before.items() if was != now[name]}
        if NEVER_KEPT in changes:
            changes[NEVER_KEPT] = ["", "set anew"]
        if changes:
            _remember(instance, "changed", changes=changes)


def _removed(instance: Any, **_: Any) -> None:
    """Who had a role, and what it gave, goes with it, and stands in the history of each of these people."""
    if isinstance(instance, User):
        _leave_their_reports(instance)
    lost = {model: list(_other_side(instance, model)) for model in GOES_WITH.get(type(instance), ())}
    also = {str(model._meta.verbose_name_plural): sorted(map(_name, rows)) for model, rows in lost.items() if rows}
    people = [*_people_in(instance), *(each.pk for each in lost.get(User, ()))]
    _remember(instance, "removed", about=people, was=told(instance) | also)


def _leave_their_reports(person: User) -> None:
    """Nobody is the contact of these reports from now on; the database alone would do it without a signal."""
    for entry in Entry.objects.filter(contact=person):
        entry.contact = None
        entry.save()


def _rights_changed(
    instance: Any, action: str, reverse: bool, model: type[Model], pk_set: set[Any] | None, **_: Any
) -> None:
    """Rights or roles that a person or a role was given, or that were taken; people of a group of the directory."""
    which = {"post_add": "given", "post_remove": "taken", "pre_clear": "taken"}.get(action)
    if which is None:
        return
    others = list(_other_side(instance, model) if pk_set is None else model._base_manager.filter(pk__in=pk_set))
    if others:
        people = [each.pk for each in [instance, *others] if isinstance(each, User)]
        _remember(instance, which, about=people, **{which: sorted(_name(each) for each in others)})


def _other_side(instance: Any, model: type[Model]) -> Any:
    """What a person, a role or a group of the directory has, before all of it is taken."""
    if model is DirectoryGroup:
        return instance.directory_groups.all()
    if isinstance(instance, DirectoryGroup):
        return instance.people.all()
    if model is Permission:
        return (instance.user_permissions if isinstance(instance, User) else instance.permissions).all()
    if model is Group:
        return instance.groups.all() if isinstance(instance, User) else instance.group_set.all()
    return instance.user_set.all()


def told(instance: Any) -> dict[str, Any]:
    """What a row says, field by field, so that people can read it. Of a password: only what can't be used."""
    fields = [field for field in instance._meta.concrete_fields if field.name not in UNTOLD and not field.primary_key]
    return {field.name: _value(getattr(instance, field.name)) for field in fields}


def _value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Model):
        return _name(value)
    if isinstance(value, list) and len(str(value)) <= LONGEST_VALUE:
        return [str(each) for each in value]
    return str(value)[:LONGEST_VALUE]


def _name(each: Any) -> str:
    whole = f"{each.content_type.app_label}.{each.codename}" if isinstance(each, Permission) else str(each)
    return whole[:LONGEST_NAME]


def _remember(instance: Any, action: str, *, about: list[int] | None = None, **facts: Any) -> None:
    """The event, under the team and the report that it concerns. Raises LogUnavailable: then nothing is changed."""
    for values in facts.values():
        if isinstance(values, dict) and action != "changed":
            values.pop(NEVER_KEPT, None)
    team = instance if isinstance(instance, Team) else getattr(instance, "team", None)
    about = _people_in(instance) if about is None else about
    user_id, name = actor()
    record(
        Kind.PERMISSION,
        user_id=user_id,
        name=name,
        team=team.name if team else "",
        report=_report_of(instance),
        what=CALLED.get(type(instance), str(instance._meta.verbose_name)),
        which=_name(instance),
        action=action,
        about=about,
        concerns=list(dict.fromkeys([*concerns(instance), *(f"{User._meta.label_lower}:{each}" for each in about)])),
        **facts,
    )


def concerns(instance: Any) -> list[str]:
    """What a change of this row is a change of: itself, its person, its team, its report, its table."""
    others = [getattr(instance, field.name) for field in instance._meta.concrete_fields if field.many_to_one]
    found = [f"{each._meta.label_lower}:{each.pk}" for each in [instance, *others] if each is not None]
    named = {"report": _report_of(instance), "table": getattr(instance, "table", "")}
    return found + [f"{what}:{name}" for what, name in named.items() if name]


def _report_of(instance: Any) -> str:
    return instance.slug if isinstance(instance, Entry) else getattr(instance, "report", "")


def _people_in(instance: Any) -> list[int]:
    """The persons whom a row concerns by name, so that it stands in their history."""
    found = instance.pk if isinstance(instance, User) else getattr(instance, "user_id", None)
    return [found] if found else []


# ------------------------------------------------------------------ everything else in the admin site


def _admin_acted(instance: LogEntry, created: bool, raw: bool, **_: Any) -> None:
    model = instance.content_type.model_class() if instance.content_type else None
    if raw or not created or model in WATCHED:
        return
    record(
        Kind.ADMIN,
        user_id=instance.user_id,
        name=instance.user.get_username(),
        what=str(instance.content_type or ""),
        which=instance.object_repr[:LONGEST_NAME],
        action=str(instance.get_action_flag_display()).lower(),
        change=instance.get_change_message()[:1000],
    )
