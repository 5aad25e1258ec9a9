// Charts in the browser: the server's figures name no colour; here they get those of the theme, and show what is picked.
(() => {
  "use strict";

  const brand = JSON.parse(document.getElementById("brand").textContent);
  const theme = () => brand[document.documentElement.dataset.theme === "dark" ? "dark" : "light"];
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const FADED = 0.3;

  // ---- tokens: "@ink-2" under a key that is about colour becomes the theme's; "@c1/20" lets 80 % through.
  // Only there: elsewhere a text that begins with @ is somebody's data.
  function colourOf(token, own) {
    const [name, share] = token.slice(1).split("/");
    const found = name === "own" ? own : theme().colours[name] ?? token;
    return share ? veiled(found, share / 100) : found;
  }

  function veiled(colour, share) {
    if (!/^#[0-9a-f]{6}$/i.test(colour)) return colour;
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    return `rgba(${red},${green},${blue},${share})`;
  }

  function toned(value, own, aboutColour = false) {
    if (typeof value === "string") return aboutColour && value[0] === "@" ? colourOf(value, own) : value;
    if (Array.isArray(value)) {
      return aboutColour || typeof value[0] === "object" ? value.map((each) => toned(each, own, aboutColour)) : value;
    }
    if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
    const tone = ([key, inner]) => [key, UNTOUCHED.has(key) ? inner : toned(inner, own, aboutColour || /color/i.test(key))];
    return Object.fromEntries(Object.entries(value).map(tone));
  }
  const UNTOUCHED = new Set(["customdata", "meta", "x", "y", "z", "text", "hovertext", "labels", "geojson", "template"]);

  // ---- colours: the same value has the same colour in every visual of this page. Within one visual no two values
  // share a colour; those for whom none of the eight is left are grey, as "Other" always is.
  const held = {}; // by column: value → its place in the palette

  function placesOf(column, values) {
    const known = (held[column] ??= new Map());
    const found = new Map();
    const free = new Set(theme().palette.keys());
    const take = (value, place) => (found.set(value, place), free.delete(place));
    for (const value of values) if (free.has(known.get(value))) take(value, known.get(value));
    for (const value of values) {
      if (found.has(value) || !free.size) continue;
      const holders = [...known.values()];
      const heldBy = (place) => holders.filter((each) => each === place).length;
      const place = [...free].reduce((best, each) => (heldBy(each) < heldBy(best) ? each : best));
      take(value, place);
      if (!known.has(value)) known.set(value, place);
    }
    return found;
  }

  // Which values of which columns have colours of their own in this figure, in the order in which they are drawn.
  function paintsOf(traces) {
    const wanted = {};
    const want = (column, values) => (wanted[column] ??= new Set()) && values.forEach((each) => wanted[column].add(each));
    for (const { meta, customdata } of traces) {
      if (meta?.each) want(meta.column, customdata.filter((_, place) => !meta.rest?.[place]));
      else if (meta && painted(meta)) want(painted(meta).column, [painted(meta).value]);
    }
    const places = {};
    for (const [column, values] of Object.entries(wanted)) places[column] = placesOf(column, values);
    return (column, value) => theme().palette[places[column]?.get(value)] ?? theme().other;
  }

  // The value that gives the trace its colour: that of `paint` where it says so, else the one it stands for.
  function painted(meta) {
    if (meta.paint !== undefined) return meta.paint;
    return meta.value === undefined || meta.folded ? null : meta;
  }

  // ---- marks: what each of them stands for
  const SIZES = { i4: 4, f4: 4, f8: 8 };

  function lengthOf(array) {
    if (!array?.bdata) return array?.length ?? 0;
    const padding = array.bdata.endsWith("==") ? 2 : array.bdata.endsWith("=") ? 1 : 0;
    return ((array.bdata.length * 3) / 4 - padding) / SIZES[array.dtype];
  }

  function decoded({ dtype, bdata }) {
    const { buffer } = Uint8Array.from(atob(bdata), (letter) => letter.charCodeAt(0));
    return dtype === "i4" ? new Int32Array(buffer) : dtype === "f4" ? new Float32Array(buffer) : new Float64Array(buffer);
  }

  // Plotly takes a number on a date axis for a moment, and shows that in the browser's time zone. Ours have no zone.
  // Date itself knows what to do about the midnights that a zone leaves out.
  function there(ms) {
    const d = new Date(ms);
    const day = [d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()];
    return +new Date(...day, d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds(), d.getUTCMilliseconds());
  }
  const dates = (array) => Float64Array.from(decoded(array), (each) => each * array.unit);
  const iso = (ms) => (isNaN(ms) ? null : new Date(ms).toISOString().replace(/(T00:00:00\.000)?Z$/, ""));

  function marksOf({ meta, x, y, customdata }) {
    if (customdata) return customdata;
    if (meta.value !== undefined) return Array(Math.max(lengthOf(x), lengthOf(y))).fill(meta.value);
    const along = { x, y }[meta.along];
    if (along?.unit) return Array.from(dates(along), iso);
    return Array.from(along?.bdata ? decoded(along) : along ?? []);
  }

  // Dash hands on of a clicked mark its customdata and nothing else, so that says what the mark picks. Of a cell it
  // hands on texts only, so what a cell picks is one.
  function picksOf(meta, marks) {
    const { column, label, source, rest } = meta;
    if (meta.across) return cellPicks(meta);
    if (meta.inner) return tilePicks(meta, marks);
    if (meta.value !== undefined) {
      return Array(marks.length).fill(meta.folded ? null : { column, label, source, value: meta.value });
    }
    return marks.map((value, place) => (rest?.[place] ? null : { column, label, source, value }));
  }

  function cellPicks({ column, label, source, values, rest, across }) {
    const beside = across.values.map((value) => ({ column: across.column, label: across.label, source, value }));
    const row = (value, place) => (rest?.[place] ? [] : [{ column, label, source, value }]);
    return values.map((value, place) => beside.map((each) => JSON.stringify([...row(value, place), each])));
  }

  // A tile picks its outermost value and those within it that lead to the tile.
  function tilePicks({ column, label, source, rest, inner, depths }, marks) {
    const within = (place) => inner.filter(({ depth }) => depth <= depths[place]);
    const deeper = (place) => within(place).map((level) => ({ column: level.column, label: level.label, source, value: level.values[place] }));
    return marks.map((value, place) => (rest?.[place] ? null : JSON.stringify([{ column, label, source, value }, ...deeper(place)])));
  }

  // ---- dress: one trace in the colours of the theme, what is not picked faded
  function dress(trace, picks, paint) {
    const { meta } = trace;
    const placed = { ...trace };
    for (const key of ["x", "y"]) if (trace[key]?.unit) placed[key] = dates(trace[key]).map(there);
    if (!meta) return toned(placed);
    const marks = marksOf(trace);
    const mine = picks.filter((pick) => pick.source === meta.source && pick.column === meta.column);
    const stays = (value) => !mine.length || mine.some((pick) => same(pick.value, value));
    const own = meta.folded ? theme().other : painted(meta) ? paint(painted(meta).column, painted(meta).value) : theme().palette[0];
    const look = { meta, marks, own, stays, paint, picks };
    const dressed = toned({ ...placed, customdata: picksOf(meta, marks) }, own);
    return meta.unseen ? dressed : { ...dressed, ...(LOOKS[trace.type] ?? plainly)(dressed, look) };
  }

  const plainly = () => ({});
  const colours = ({ meta, marks, own, paint }) => {
    const each = (value, place) => (meta.rest?.[place] ? theme().other : meta.each ? paint(meta.column, value) : own);
    return meta.each || meta.rest ? marks.map(each) : own;
  };
  const opacities = ({ meta, marks, stays }, full = 1) => {
    if (meta.value !== undefined) return stays(meta.value) ? full : FADED;
    return marks.every(stays) ? full : marks.map((each) => (stays(each) ? full : FADED));
  };

  function bars(trace, look) {
    return { marker: { color: colours(look), ...trace.marker, opacity: opacities(look) } };
  }

  function slices(trace, look) {
    const all = [colours(look)].flat();
    const colourAt = (place) => trace.marker?.colors?.[place] ?? all[place] ?? all[0];
    const lit = (value, place) => look.stays(value) && (!look.meta.inner || staysWithin(look, place));
    const each = (value, place) => (lit(value, place) ? colourAt(place) : veiled(colourAt(place), FADED));
    return { marker: { ...trace.marker, colors: look.marks.map(each) } };
  }

  // A tile stays if, at each level within the outermost that is picked, it has a picked value or is around all of them.
  function staysWithin({ meta, picks }, place) {
    return meta.inner.every(({ column, depth, values }) => {
      const mine = picks.filter((pick) => pick.source === meta.source && pick.column === column);
      return !mine.length || depth > meta.depths[place] || mine.some((pick) => same(pick.value, values[place]));
    });
  }

  function lines(trace, look) {
    const marker = { color: colours(look), ...trace.marker };
    if (trace.mode === "markers") return { marker: { ...marker, opacity: opacities(look, 0.85) } };
    const line = { color: look.own, ...trace.line };
    if (look.meta.value !== undefined) return { marker, line, opacity: look.stays(look.meta.value) ? 1 : FADED };
    if (look.marks.every(look.stays)) return { marker, line };
    // Points of one line are picked: dots on it, and the line behind them.
    const dots = { ...marker, size: 9, opacity: look.marks.map((each) => (look.stays(each) ? 1 : 0)) };
    return { mode: "lines+markers", marker: dots, line: { ...line, color: veiled(look.own, 0.5) } };
  }

  function whole(trace, look) {
    return { opacity: look.stays(look.meta.value) ? 1 : FADED };
  }

  function areas(trace, look) {
    return { marker: { ...trace.marker, opacity: opacities(look) } };
  }

  const LOOKS = {
    bar: bars, funnel: bars, pie: slices, treemap: slices, sunburst: slices,
    scatter: lines, scattergl: lines, box: whole, choropleth: areas,
  };

  // Our maps bring their own outlines. Plotly would wait for its own all the same, from a server that no page may ask.
  const NO_OUTLINES = { type: "Topology", objects: {}, arcs: [] };
  window.PlotlyGeoAssets = { topojson: { usa_110m: NO_OUTLINES, world_110m: NO_OUTLINES } };

  // ---- what report.js uses
  window.portico = {
    shown: {}, // by a graph's id: the figure as the server gave it, and the picks that it was drawn with

    // The figure as Plotly draws it, in the page's theme and with these picks.
    draw(figure, picks) {
      const paint = paintsOf(figure.data);
      const data = figure.data.map((trace) => dress(trace, picks ?? [], paint));
      return { ...figure, data, layout: { ...toned(figure.layout), template: theme().template } };
    },

    // A text that Plotly is to show as it is: it would obey tags.
    plain: (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;"),

    // What a click picks: one value, two in a cell, none where the mark is the rest.
    clicked(clickData) {
      const found = clickData?.points?.[0]?.customdata;
      const picked = typeof found === "string" ? JSON.parse(found) : found;
      return picked ? [picked].flat() : [];
    },

    // The picks after a click: a second click takes back what the first picked.
    toggled(picks, clicked) {
      const has = (list, pick) => list.some((each) => same(each, pick));
      const added = clicked.filter((pick) => !has(picks, pick));
      return added.length ? [...picks, ...added] : picks.filter((pick) => !has(clicked, pick));
    },
  };
})();
