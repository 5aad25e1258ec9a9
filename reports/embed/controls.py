"""One control per field: how it stands in the rail, which of its values a call carries, what they say in the form."""

import json
from typing import Any

from dash import State, dcc, html
from dash.development.base_component import Component

from reports.declare import PRESETS, Field, Filters, Kind, Report
from reports.embed.attributes import attributes
from reports.run.options import Option

CUSTOM = "custom"  # the choice of a date range that shows two days to set
Values = list[Any]


def fields_of(report: type[Report]) -> list[tuple[Filters, Field]]:
    """Every field that this report filters by, in code order."""
    return [(part, field) for part in report.filter_parts.values() for field in part.fields]


def ident(part: Filters, field: Field, piece: str = "value") -> str:
    """The id of one piece of a field's control."""
    return f"{part.name}--{field.name}--{piece}"


def control(part: Filters, field: Field) -> Component:
    """The field in the rail: its label, its control with its default, its help."""
    label = html.Label(field.label, htmlFor=ident(part, field, _FIRST_PIECE[Kind(field.kind)]), className="rail__label")
    needed = [html.Span("needed", className="badge")] if field.required else []
    explained = [html.Span(field.help, className="rail__help")] if field.help else []
    return html.Div(
        [html.Div([label, *needed]), *_PIECES[Kind(field.kind)](part, field), *explained],
        className="rail__field",
        **attributes(data_field=field.name),
    )


def states(part: Filters, field: Field) -> list[State]:
    """The values of this field's control, for a callback."""
    return [State(ident(part, field, piece), prop) for piece, prop in _CARRIED[Kind(field.kind)]]


def all_states(report: type[Report]) -> list[State]:
    """The values of every control of the rail, in code order."""
    return [state for part, field in fields_of(report) for state in states(part, field)]


def from_controls(report: type[Report], values: Values) -> dict[str, dict[str, Any]]:
    """The form that the controls' values spell. They come from a browser: what they hold is judged by Report.clean."""
    form: dict[str, dict[str, Any]] = {}
    rest = iter(values)
    for part, field in fields_of(report):
        given = [next(rest) for _ in _CARRIED[Kind(field.kind)]]
        form.setdefault(part.name, {})[field.name] = _READ[Kind(field.kind)](given)
    return form


def to_controls(report: type[Report], form: dict[str, dict[str, Any]]) -> Values:
    """The values that make the controls show this form."""
    return [
        value
        for part, field in fields_of(report)
        for value in _WRITE[Kind(field.kind)](form.get(part.name, {}).get(field.name))
    ]


def _date_pieces(part: Filters, field: Field) -> list[Component]:
    preset, start, end = _write_dates(field.default)
    names = [{"label": name.capitalize(), "value": name} for name in PRESETS]
    return [
        dcc.Dropdown(
            [*names, {"label": "Between two days …", "value": CUSTOM}],
            preset,
            id=ident(part, field, "preset"),
            clearable=False,
            searchable=False,
        ),
        html.Div(
            dcc.DatePickerRange(
                id=ident(part, field, "days"),
                start_date=start,
                end_date=end,
                display_format="YYYY-MM-DD",
                clearable=True,
                minimum_nights=0,
            ),
            id=ident(part, field, "range"),
            className="date-range",
        ),
    ]


def _choice_pieces(part: Filters, field: Field) -> list[Component]:
    return [
        dcc.Dropdown(
            [],
            _write_choices(field.default)[0],
            id=ident(part, field),
            multi=True,
            placeholder="Any",
            searchable=True,
            maxHeight=340,
            disabled=True,  # until its values are there: a list that changes under one's typing loses what was typed
        ),
        html.Span(id=ident(part, field, "said"), className="rail__help", role="status"),
    ]


def option(each: Option) -> dict[str, Any]:
    """One line of a list: the value, and quietly how many rows have it."""
    name = "(empty)" if each.value is None else str(each.value)
    rows = html.Span(f"{each.rows:,}", className="option__rows")
    label = html.Span([html.Span(name), rows], className="option")
    return {"label": label, "value": json.dumps(each.value, ensure_ascii=False, default=str), "search": name}


def _number_pieces(part: Filters, field: Field) -> list[Component]:
    low, high = _write_numbers(field.default)
    return [
        html.Div(
            [
                dcc.Input(
                    id=ident(part, field, "low"), type="number", value=low, placeholder="from", className="field"
                ),
                dcc.Input(
                    id=ident(part, field, "high"), type="number", value=high, placeholder="to", className="field"
                ),
            ],
            className="number-range",
        )
    ]


def _yes_no_pieces(part: Filters, field: Field) -> list[Component]:
    choices = [{"label": "Yes", "value": "yes"}, {"label": "No", "value": "no"}]
    return [
        dcc.Dropdown(
            choices, _write_yes_no(field.default)[0], id=ident(part, field), placeholder="Either", searchable=False
        )
    ]


def _read_dates(given: Values) -> Any:
    preset, start, end = given
    if preset != CUSTOM:
        return {"preset": preset} if preset else None
    # The picker writes a moment where it should write a day.
    days = {"from": start, "to": end}
    return {name: day[:10] if isinstance(day, str) else day for name, day in days.items() if day} or None


def _read_choices(given: Values) -> Any:
    """An option's value is JSON, so that a text, a number and "no value" stay apart."""
    chosen = given[0]
    if not chosen:
        return None
    try:
        return [json.loads(each) for each in chosen]
    except (TypeError, ValueError):
        return chosen


def _read_numbers(given: Values) -> Any:
    return {name: end for name, end in zip(("min", "max"), given, strict=True) if end is not None} or None


def _read_yes_no(given: Values) -> Any:
    return {"yes": True, "no": False}.get(given[0], given[0]) if isinstance(given[0], str) else given[0]


def _write_dates(value: Any) -> Values:
    value = value or {"preset": "all time"}
    return [value.get("preset", CUSTOM), value.get("from"), value.get("to")]


def _write_choices(value: Any) -> Values:
    return [[json.dumps(each, ensure_ascii=False) for each in value or []]]


def _write_numbers(value: Any) -> Values:
    return [(value or {}).get("min"), (value or {}).get("max")]


def _write_yes_no(value: Any) -> Values:
    return [None if value is None else "yes" if value else "no"]


_FIRST_PIECE = {Kind.DATES: "preset", Kind.CHOICES: "value", Kind.NUMBERS: "low", Kind.YES_NO: "value"}
_PIECES = {
    Kind.DATES: _date_pieces,
    Kind.CHOICES: _choice_pieces,
    Kind.NUMBERS: _number_pieces,
    Kind.YES_NO: _yes_no_pieces,
}
_CARRIED = {
    Kind.DATES: [("preset", "value"), ("days", "start_date"), ("days", "end_date")],
    Kind.CHOICES: [("value", "value")],
    Kind.NUMBERS: [("low", "value"), ("high", "value")],
    Kind.YES_NO: [("value", "value")],
}
_READ = {Kind.DATES: _read_dates, Kind.CHOICES: _read_choices, Kind.NUMBERS: _read_numbers, Kind.YES_NO: _read_yes_no}
_WRITE = {
    Kind.DATES: _write_dates,
    Kind.CHOICES: _write_choices,
    Kind.NUMBERS: _write_numbers,
    Kind.YES_NO: _write_yes_no,
}
