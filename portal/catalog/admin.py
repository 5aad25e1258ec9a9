"""What those who manage the catalog say of a report, and what became of the requests for access."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter, FieldTextFilter
from unfold.decorators import display as badge
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from portal.access.admin.bulk_grant import bulk_grant_of, may_grant_several
from portal.access.admin_history import WithHistory
from portal.catalog.models import AccessRequest, Entry
from reports import registry

MANAGES = "catalog.manage_catalog"
DECIDES = "catalog.decide_requests"


class EntryForm(forms.ModelForm):
    """An entry. Who ticks `certified` certifies the version that was on the page, and no later one."""

    tags = forms.CharField(
        required=False, widget=UnfoldAdminTextInputWidget, help_text="With commas between. Empty: those in the file."
    )
    certified = forms.BooleanField(required=False, widget=UnfoldBooleanSwitchWidget)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Entry
        fields = ["area", "tags", "order", "contact", "listed", "archived"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = version_now(self.instance)
        self.initial["tags"] = ", ".join(self.instance.tags)
        self.initial["certified"] = self.instance.is_certified(now)
        self.initial["version"] = now
        self.fields["area"].widget.attrs["placeholder"] = self.instance.declared_area
        self.fields["tags"].widget.attrs["placeholder"] = ", ".join(self.instance.declared_tags)
        self.fields["certified"].help_text = certification_of(self.instance) or "Holds until the report changes."

    def clean_tags(self) -> list[str]:
        tags = [tag.strip() for tag in self.cleaned_data["tags"].split(",") if tag.strip()]
        if too_long := [tag for tag in tags if len(tag) > 40]:
            raise forms.ValidationError(f"{too_long[0]!r} is longer than 40 characters. Shorten it.")
        return list(dict.fromkeys(tags))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("certified") and cleaned.get("version") != version_now(self.instance):
            self.add_error(
                "certified", "The report has changed since you opened this page. Read it again, then certify."
            )
        return cleaned


def version_now(entry: Entry) -> str:
    """The fingerprint of the report as this process has it; of the last sync where its file can't be read."""
    try:
        return registry.get(entry.slug).fingerprint
    except KeyError:
        return entry.fingerprint


def certification_of(entry: Entry) -> str:
    """Who certified what, in a sentence; empty when nobody did."""
    if not entry.certified_at:
        return ""
    by = f"by {entry.certified_by} on {entry.certified_at:%Y-%m-%d}"
    if entry.is_certified(version_now(entry)):
        return f"Certified {by}. Holds until the report changes."
    return f"Certification is of an earlier version ({by}). Tick to certify this one."


@admin.register(Entry)
class EntryAdmin(WithHistory):
    """The catalog. Entries come from the report files: nobody adds or deletes one here."""

    form = EntryForm
    list_display = ["title", "shown_area", "order", "declared_owner", "contact", "shown", "certification"]
    list_editable = ["order"]
    list_filter = ["listed", "archived", "gone", ("declared_owner", FieldTextFilter)]
    list_filter_submit = True
    list_select_related = ["contact"]
    search_fields = ["title", "question", "slug", "about", "data"]
    autocomplete_fields = ["contact"]
    readonly_fields = ["title", "question", "declared_owner", "reads", "address"]
    fieldsets = [
        ("As its file says", {"fields": ["title", "question", "declared_owner", "reads", "address"]}),
        ("On the shelf", {"fields": ["area", "tags", "order", "contact"]}),
        ("Who finds it", {"fields": ["listed", "archived"]}),
        ("Certification", {"fields": ["certified", "version"]}),
    ]
    actions = [
        "grant_to_teams",
        "list_them",
        "unlist_them",
        "archive_them",
        "take_back_from_archive",
        "take_certification_away",
    ]

    def save_model(self, request: HttpRequest, obj: Entry, form: Any, change: bool) -> None:
        if "certified" in form.changed_data:
            if form.cleaned_data["certified"]:
                obj.certify(form.cleaned_data["version"], by=request.user.get_username())
            else:
                obj.take_certification_away()
        super().save_model(request, obj, form, change)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{**kwargs, "form": forms.ModelForm})

    def concern(self, object_id: str) -> str:
        """The report, and so its grants."""
        entry = Entry.objects.filter(pk=object_id).first()
        return f"report:{entry.slug}" if entry else super().concern(object_id)

    @display(description="area")
    def shown_area(self, entry: Entry) -> str:
        return entry.shown_area

    @display(description="tables")
    def reads(self, entry: Entry) -> str:
        return ", ".join(entry.tables)

    @display(description="address")
    def address(self, entry: Entry) -> Any:
        return format_html('<a href="/reports/{0}/">/reports/{0}/</a>', entry.slug)

    @badge(
        description="found by",
        label={"listed": "success", "unlisted": "info", "archived": "warning", "file has gone": "danger"},
    )
    def shown(self, entry: Entry) -> str:
        if entry.is_put_away:
            return "file has gone" if entry.gone else "archived"
        return "listed" if entry.listed else "unlisted"

    @badge(description="certified", label={"certified": "success", "earlier version": "warning"})
    def certification(self, entry: Entry) -> str:
        if entry.is_certified(version_now(entry)):
            return "certified"
        return "earlier version" if entry.certified_at else "-"

    @admin.action(description="Grant to teams …", permissions=["grant"])
    def grant_to_teams(self, request: HttpRequest, entries: QuerySet[Entry]) -> HttpResponse:
        return bulk_grant_of(request, [entry.slug for entry in entries])

    def has_grant_permission(self, request: HttpRequest) -> bool:
        return may_grant_several(request)

    @admin.action(description="List")
    def list_them(self, request: HttpRequest, entries: QuerySet[Entry]) -> None:
        self._set(request, entries, listed=True)

    @admin.action(description="Unlist")
    def unlist_them(self, request: HttpRequest, entries: QuerySet[Entry]) -> None:
        self._set(request, entries, listed=False)

    @admin.action(description="Archive")
    def archive_them(self, request: HttpRequest, entries: QuerySet[Entry]) -> None:
        self._set(request, entries, archived=True)

    @admin.action(description="Take back from the archive")
    def take_back_from_archive(self, request: HttpRequest, entries: QuerySet[Entry]) -> None:
        self._set(request, entries, archived=False)

    @admin.action(description="Take certification away")
    def take_certification_away(self, request: HttpRequest, entries: QuerySet[Entry]) -> None:
        self._set(request, entries, certified_fingerprint="", certified_by="", certified_at=None)

    def _set(self, request: HttpRequest, entries: QuerySet[Entry], **values: Any) -> None:
        """Change each and write it down, as if it had been changed on its page."""
        for entry in entries:
            for name, value in values.items():
                setattr(entry, name, value)
            entry.save()
            self.log_change(request, entry, [{"changed": {"fields": [*values]}}])
        self.message_user(request, f"{len(entries)} changed.")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MANAGES)

    def has_view_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return request.user.has_perm(MANAGES)

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return request.user.has_perm(MANAGES)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False


@admin.register(AccessRequest)
class AccessRequestAdmin(ModelAdmin):
    """Who asked for what, and what came of it; they are decided at /requests/."""

    list_display = ["report", "team_name", "person_name", "asked_at", "state", "decided_by_name", "until"]
    list_filter = ["state", ("team", AutocompleteSelectFilter)]
    list_filter_submit = True
    search_fields = ["report", "person_name", "team_name", "reason"]
    date_hierarchy = "asked_at"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(DECIDES)

    def has_view_permission(self, request: HttpRequest, obj: AccessRequest | None = None) -> bool:
        return request.user.has_perm(DECIDES)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AccessRequest | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AccessRequest | None = None) -> bool:
        return False
