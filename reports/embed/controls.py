"""One control per field and parameter: its place in the rail, and the store that holds what it says in the form.

The controls themselves are drawn in the browser (static/embed/controls.js) from what stands here in data attributes;
what a person sets goes to the store as the form has it, and from there with every call.
"""

import json
from typing import Any

from dash import State, dcc, html
from dash.development.base_component import Component

from reports.declare import (
    PRESETS,
    Choice,
    Dimensions,
    Field,
    Filtered,
    Keyed,
    Kind,
    Number,
    Parameter,
    Report,
    Text,
    Toggle,
)
from reports.declare.fields import kind_of
from reports.embed.attributes import attributes

Values = list[Any]
CONTROLS = {Kind.DATES: "dates", Kind.CHOICES: "values", Kind.NUMBERS: "numbers", Kind.YES_NO: "yes-no"}


def rail_of(report: type[Report]) -> list[Component]:
    """What can be set, in code order."""
    found: list[Component] = []
    for part in report.inputs.values():
        if isinstance(part, Parameter):
            found.append(_parameter(part))
        elif isinstance(part, Keyed):
            found.append(_keyed(part))
        else:
            found += [_field(part, field) for field in part.settled]
    return found


def stores_of(report: type[Report]) -> list[tuple[str, Filtered | Parameter, Field | None]]:
    """Every value that the page can set: the id of its store, its part, and its field where the part has fields."""
    found: list[tuple[str, Filtered | Parameter, Field | None]] = []
    for part in report.inputs.values():
        if isinstance(part, Parameter):
            found.append((ident(part), part, None))
        else:
            found += [(ident(part, field), part, field) for field in part.settled]
    return found


def ident(part: Filtered | Parameter, field: Field | None = None) -> str:
    """The id of the store of a field or parameter."""
    return f"{part.name}--{field.name}--value" if field else f"{part.name}--value"


def all_states(report: type[Report]) -> list[State]:
    """The values of every control of the rail, in code order."""
    return [State(store, "data") for store, _, _ in stores_of(report)]


def from_controls(report: type[Report], values: Values) -> dict[str, Any]:
    """The form that the stores' values spell. They come from a browser: what they hold is judged by Report.clean."""
    form: dict[str, Any] = {}
    for (_, part, field), value in zip(stores_of(report), values, strict=True):
        if value is None:
            continue
        if field:
            form.setdefault(part.name, {})[field.name] = value
        else:
            form[part.name] = value
    return form


def to_controls(report: type[Report], form: dict[str, Any]) -> Values:
    """The values that make the controls show this form."""
    return [
        form.get(part.name, {}).get(field.name) if field else form.get(part.name)
        for _, part, field in stores_of(report)
    ]


def _field(part: Filtered, field: Field) -> Component:
    numeric = kind_of(field.column_type) == Kind.NUMBERS
    told: dict[str, Any] = {"numeric": numeric}
    if Kind(field.kind) == Kind.DATES:
        told["presets"] = list(PRESETS)
    return _place(
        ident(part, field),
        field.label,
        CONTROLS[Kind(field.kind)],
        value=field.default,
        told=told,
        part=part.name,
        field=field.name,
        required=field.required,
        explained=field.help,
    )


def _keyed(part: Keyed) -> Component:
    """The fields of an exclusion or requirement, folded away until somebody wants them."""
    explained = [html.P(part.help, className="rail__help")] if part.help else []
    fields = [_field(part, field) for field in part.settled]
    counted = html.Span(className="badge", hidden=True, **attributes(data_count=part.name))
    return html.Details(
        [html.Summary([part.label, counted]), *explained, html.Div(fields, className="keyed__fields")],
        className="keyed",
        **attributes(data_keyed=part.name),
    )


def _parameter(part: Parameter) -> Component:
    kind, told = _told(part)
    required = isinstance(part, Text) and part.required
    return _place(
        ident(part),
        part.label,
        kind,
        value=part.default_form(),
        told=told,
        part=part.name,
        required=required,
        explained=part.help,
    )


def _told(part: Parameter) -> tuple[str, dict[str, Any]]:
    """The kind of a parameter's control, and what it has to know."""
    match part:
        case Choice():
            return "choice", {"options": list(part.options)}
        case Toggle():
            return "toggle", {}
        case Number():
            return "number", {"min": part.min, "max": part.max, "step": part.step}
        case Dimensions():
            return "dimensions", {"options": list(part.dimensions), "most": part.most}
    return "text", {}


def _place(
    store: str,
    label: str,
    kind: str,
    *,
    value: Any,
    told: dict[str, Any],
    part: str,
    field: str = "",
    required: bool = False,
    explained: str = "",
) -> Component:
    """Where the browser draws a control. Dash never looks inside of it."""
    base = store.removesuffix("--value")
    needed = [html.Span("needed", className="badge")] if required else []
    named = html.Span(label, id=f"{base}--label", className="rail__label")
    said = {"label": label, "required": required, "empty": value, **told}
    return html.Div(
        [
            dcc.Store(id=store, data=value),
            html.Div([named, *needed]),
            html.Div(
                id=f"{base}--control",
                className="control",
                **attributes(data_control=kind, data_store=store, data_part=part, data_field=field),
                **attributes(data_told=json.dumps(said, default=str)),
            ),
            html.P(id=f"{base}--said", className="rail__said", role="status"),
            *([html.Span(explained, className="rail__help")] if explained else []),
        ],
        className="rail__field",
        **attributes(data_field=field or part),
    )
