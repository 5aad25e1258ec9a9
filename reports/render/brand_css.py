"""The brand as a style sheet: our own variables, and those under which Dash's controls and AG Grid ask for theirs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.render.brand import Brand, Colours

# Dash 4's controls (dash/dcc, dash_core_components.css): the names are theirs, spelling included.
DASH = {
    "--Dash-Spacing": "var(--space)",
    "--Dash-Stroke-Strong": "var(--edge)",
    "--Dash-Stroke-Weak": "var(--line)",
    "--Dash-Fill-Interactive-Strong": "var(--accent)",
    "--Dash-Fill-Interactive-Weak": "var(--accent-soft)",
    "--Dash-Fill-Inverse-Strong": "var(--surface)",
    "--Dash-Fill-Inverse-strong": "var(--surface)",
    "--Dash-Fill-Primary-Hover": "var(--surface-2)",
    "--Dash-Fill-Primary-Active": "var(--accent-soft)",
    "--Dash-Fill-Disabled": "var(--surface-2)",
    "--Dash-Text-Primary": "var(--ink)",
    "--Dash-Text-Strong": "var(--ink)",
    "--Dash-Text-Weak": "var(--ink-2)",
    "--Dash-Text-Disabled": "var(--ink-3)",
    "--Dash-Shading-Strong": "var(--veil)",
    "--Dash-Shading-Weak": "var(--line)",
    "--Dash-Tooltip-Background-Color": "var(--surface)",
    "--Dash-Tooltip-Border-Color": "var(--line)",
}

# AG Grid 33 and later: parameters of its theming, https://www.ag-grid.com/javascript-data-grid/theming-parameters/
GRID = {
    "--ag-accent-color": "var(--accent)",
    "--ag-background-color": "var(--surface)",
    "--ag-data-background-color": "var(--surface)",
    "--ag-odd-row-background-color": "var(--surface)",
    "--ag-foreground-color": "var(--ink)",
    "--ag-text-color": "var(--ink)",
    "--ag-cell-text-color": "var(--ink)",
    "--ag-subtle-text-color": "var(--ink-3)",
    "--ag-header-background-color": "var(--surface)",
    "--ag-header-text-color": "var(--ink-2)",
    "--ag-header-font-weight": "600",
    "--ag-header-font-size": "13px",
    "--ag-border-color": "var(--line)",
    "--ag-row-border": "1px solid var(--line)",
    "--ag-header-row-border": "1px solid var(--line)",
    "--ag-column-border": "none",
    "--ag-wrapper-border": "1px solid var(--line)",
    "--ag-wrapper-border-radius": "var(--radius)",
    "--ag-border-radius": "calc(var(--radius) / 2)",
    "--ag-row-hover-color": "var(--surface-2)",
    "--ag-selected-row-background-color": "var(--accent-soft)",
    "--ag-range-selection-border-color": "var(--accent)",
    "--ag-chrome-background-color": "var(--surface-2)",
    "--ag-menu-background-color": "var(--surface)",
    "--ag-menu-text-color": "var(--ink)",
    "--ag-menu-border": "1px solid var(--line)",
    "--ag-menu-shadow": "var(--shadow)",
    "--ag-dropdown-shadow": "var(--shadow)",
    "--ag-popup-shadow": "var(--shadow)",
    "--ag-tooltip-background-color": "var(--surface)",
    "--ag-tooltip-text-color": "var(--ink)",
    "--ag-tooltip-border": "1px solid var(--line)",
    "--ag-input-background-color": "var(--surface)",
    "--ag-input-text-color": "var(--ink)",
    "--ag-input-border": "1px solid var(--edge)",
    "--ag-icon-color": "var(--ink-3)",
    "--ag-font-family": "var(--font)",
    "--ag-font-size": "13px",
    "--ag-row-height": "36px",
    "--ag-header-height": "40px",
    "--ag-spacing": "6px",
}


def css_of(brand: Brand) -> str:
    """The style sheet. The mode is the page's choice (data-theme) or else the system's."""
    light, dark = _lines(variables_of(brand.light)), _lines(variables_of(brand.dark))
    fixed = {"--font": brand.font, "--mono": brand.mono, "--radius": f"{brand.radius}px", "--space": f"{brand.space}px"}
    return "\n".join(
        [
            _block(":root", f"color-scheme: light; {_lines(fixed)} {light}"),
            f"@media (prefers-color-scheme: dark) {{ {_block(':root:not([data-theme=light])', _dark(dark))} }}",
            _block(":root[data-theme=dark]", _dark(dark)),
            # Dash adds its own :root rule after ours; said twice, ours outweighs it.
            _block(":root:root", _lines(DASH)),
            _block(':root, :root [class*="ag-theme"]', _lines(GRID)),
            "",
        ]
    )


def variables_of(colours: Colours) -> dict[str, str]:
    """CSS variable name to value: ink_2 is --ink-2, the palette --c1 to --c8."""
    plain = {name: value for name, value in asdict(colours).items() if name != "palette"}
    named = {f"--{name.replace('_', '-')}": value for name, value in plain.items()}
    return named | {f"--c{place}": value for place, value in enumerate(colours.palette, start=1)}


def _dark(variables: str) -> str:
    return f"color-scheme: dark; {variables}"


def _lines(variables: dict[str, str]) -> str:
    return " ".join(f"{name}: {value};" for name, value in variables.items())


def _block(selector: str, body: str) -> str:
    return f"{selector} {{ {body} }}"
