"""How does Portico look? The one place that names a colour: pages, charts, grids and controls take theirs from here."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from reports.render.brand_css import css_of
from reports.render.brand_plotly import template_of

Mode = Literal["light", "dark"]


@dataclass(frozen=True, kw_only=True)
class Colours:
    """The colours of one mode, by what they are for."""

    ink: str  # what is read
    ink_2: str  # what explains it
    ink_3: str  # what is there when looked for
    ground: str  # behind everything
    surface: str  # cards, bars, fields
    surface_2: str  # a quiet area on a surface
    line: str  # between things
    edge: str  # around a control: it tells what can be used, so it stands out more than a line
    accent: str  # what to press, and where one is
    accent_ink: str  # text on the accent
    accent_soft: str  # behind what is chosen
    good: str
    bad: str
    warn: str
    good_soft: str
    bad_soft: str
    warn_soft: str
    focus: str
    veil: str  # over what is behind a menu or sheet
    shadow: str
    palette: tuple[str, str, str, str, str, str, str, str]  # eight that colour-blind people can tell apart
    other: str  # "Other", beyond the eight


@dataclass(frozen=True, kw_only=True)
class Brand:
    """Everything about the look that a customer may want to be theirs."""

    name: str
    light: Colours
    dark: Colours
    font: str
    mono: str
    radius: int = 8
    space: int = 4

    def css(self) -> str:
        """The variables of :root in both modes, and those that Dash's controls and AG Grid read."""
        return css_of(self)

    def fingerprint(self) -> str:
        """Changes when the look does, so that browsers may keep the style sheet."""
        return sha256(self.css().encode()).hexdigest()[:12]

    def colours(self, mode: Mode) -> Colours:
        return self.dark if mode == "dark" else self.light

    def plotly_template(self, mode: Mode) -> dict[str, Any]:
        return template_of(self, self.colours(mode))

    def accent_scale(self) -> dict[str, str]:
        """The accent from pale to deep, under the names that the admin site gives such a scale."""
        paler = {"50": 94, "100": 88, "200": 76, "300": 58, "400": 32, "500": 12}
        deeper = {"600": 0, "700": 16, "800": 32, "900": 46, "950": 64}
        mixed = [(step, "white", share) for step, share in paler.items()]
        mixed += [(step, "black", share) for step, share in deeper.items()]
        return {step: f"color-mix(in oklab, {self.light.accent}, {end} {share}%)" for step, end, share in mixed}


PORTICO = Brand(
    name="Portico",
    light=Colours(
        ink="#1a2030",
        ink_2="#475066",
        ink_3="#646d82",
        ground="#f6f7f9",
        surface="#ffffff",
        surface_2="#f0f2f5",
        line="#e1e4ea",
        edge="#868fa3",
        accent="#3d4fc4",
        accent_ink="#ffffff",
        accent_soft="#eaedfb",
        good="#16734a",
        bad="#b8292f",
        warn="#8a5a00",
        good_soft="#e4f4ec",
        bad_soft="#fcebeb",
        warn_soft="#fbf1dc",
        focus="#3d4fc4",
        veil="rgb(26 32 48 / 0.32)",
        shadow="0 1px 2px rgb(26 32 48 / 0.06), 0 8px 24px rgb(26 32 48 / 0.12)",
        palette=("#315ef6", "#e46f6b", "#06a4a1", "#c10089", "#8556bc", "#8e5611", "#6d9000", "#4f585f"),
        other="#868fa0",
    ),
    dark=Colours(
        ink="#e8ebf2",
        ink_2="#b3bacb",
        ink_3="#8f98ad",
        ground="#10141d",
        surface="#171c27",
        surface_2="#202735",
        line="#2b3343",
        edge="#69738a",
        accent="#9dabff",
        accent_ink="#10142a",
        accent_soft="#262e52",
        good="#62d0a0",
        bad="#ff8f8a",
        warn="#eeb657",
        good_soft="#15352a",
        bad_soft="#432126",
        warn_soft="#3b2e14",
        focus="#9dabff",
        veil="rgb(0 0 0 / 0.56)",
        shadow="0 1px 2px rgb(0 0 0 / 0.4), 0 8px 24px rgb(0 0 0 / 0.5)",
        palette=("#6889ff", "#ffa077", "#15dcb3", "#fa5eb2", "#b4a2fe", "#bd8d5e", "#d1d400", "#b3cbff"),
        other="#77819a",
    ),
    font='system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
    mono='ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
)


def chart_themes(brand: Brand = PORTICO) -> dict[Mode, dict[str, Any]]:
    """What draws a chart in the browser needs: per mode the palette, the colour of "Other", the template."""
    return {"light": _chart_theme(brand, "light"), "dark": _chart_theme(brand, "dark")}


def _chart_theme(brand: Brand, mode: Mode) -> dict[str, Any]:
    colours = brand.colours(mode)
    return {
        "palette": list(colours.palette),
        "other": colours.other,
        "colours": _by_name(colours),
        "template": brand.plotly_template(mode),
    }


def _by_name(colours: Colours) -> dict[str, str]:
    """What a figure may name: "@ink-2" and "@c1" in it become these."""
    plain = {key.replace("_", "-"): value for key, value in vars(colours).items() if isinstance(value, str)}
    return plain | {f"c{place}": colour for place, colour in enumerate(colours.palette, start=1)}
