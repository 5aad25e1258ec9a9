// The report page in the browser: colours and theme of charts, picks, what waits for Refresh, and what to say when a call fails.
(() => {
  "use strict";

  const brand = JSON.parse(document.getElementById("brand").textContent);
  const EMPTY = "(empty)";
  const theme = () => (document.documentElement.dataset.theme === "dark" ? "dark" : "light");
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  // ---- colours: the same value has the same colour in every visual of this page; "Other" is always grey
  const places = {};
  function colour(column, value) {
    const { palette } = brand[theme()];
    const known = (places[column] ??= new Map());
    if (!known.has(value)) known.set(value, known.size);
    return palette[known.get(value) % palette.length];
  }

  // Dash hands on of a clicked mark its customdata and nothing else, so that says what the mark picks.
  function picksOf({ column, label, source, value, folded, rest }, marks) {
    const one = (mark, place) =>
      folded || rest?.[place] ? null : { column, label, source, value: value === undefined ? mark : value };
    return marks.map(one);
  }

  function dress(trace, picks) {
    const { column, value, source, folded, rest } = trace.meta;
    const { palette, other } = brand[theme()];
    const paint = folded ? other : value === undefined ? palette[0] : colour(column, value);
    const mine = picks.filter((pick) => pick.source === source);
    const chosen = (each) => !mine.length || mine.some((pick) => same(pick.value, each));
    const dressed = { ...trace, customdata: picksOf(trace.meta, trace.customdata) };
    if (trace.type === "bar") {
      dressed.marker = {
        color: trace.customdata.map((_, place) => (rest?.[place] ? other : paint)),
        opacity: trace.customdata.map((each) => (chosen(value === undefined ? each : value) ? 1 : 0.35)),
      };
    } else {
      dressed.line = { ...trace.line, color: paint };
      dressed.marker = { color: paint };
      dressed.opacity = chosen(value) ? 1 : 0.3;
    }
    return dressed;
  }

  // ---- picks: a click on a mark filters the other visuals; a second click, or the chip, takes it back
  function toggled(picks, pick) {
    const kept = picks.filter((each) => !same(each, pick));
    return kept.length < picks.length ? kept : [...picks, pick];
  }

  const component = (type, props) => ({ namespace: "dash_html_components", type, props });

  function chip(pick, index) {
    const text = `${pick.label}: ${pick.value ?? EMPTY}`;
    return component("Button", {
      id: { type: "unpick", index }, n_clicks: 0, className: "chip chip--removable", title: "Take this away",
      "aria-label": `${text}, take away`, children: `${text} ×`,
    });
  }

  const noUpdate = () => window.dash_clientside.no_update;

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    portico: {
      draw(figure, _theme, picks) {
        if (!figure) return noUpdate();
        const data = figure.data.map((trace) => dress(trace, picks ?? []));
        return { data, layout: { ...figure.layout, template: brand[theme()].template } };
      },

      pick(...values) {
        const picks = values[values.length - 1] ?? [];
        const [cause] = window.dash_clientside.callback_context.triggered;
        if (!cause || cause.value == null) return noUpdate();
        if (cause.prop_id.endsWith(".clickData")) {
          const pick = cause.value.points?.[0]?.customdata;
          return pick ? toggled(picks, pick) : noUpdate(); // the rest is not one value: nothing to pick
        }
        if (!cause.value) return noUpdate(); // a chip that has just appeared, not one that was pressed
        const { index } = JSON.parse(cause.prop_id.slice(0, cause.prop_id.lastIndexOf(".")));
        return picks.filter((_, place) => place !== index);
      },

      chips: (picks) => (picks ?? []).map(chip),

      // The last two are the run and what was applied; before them stand the values of the controls, in order.
      pending(...values) {
        const [run, applied] = values.splice(-2);
        if (!applied) return ["Press Refresh to run.", "pending"];
        const changed = values.filter((value, place) => !same(value ?? null, applied[place] ?? null)).length;
        if (!changed && run?.state === "failed") return ["Press Refresh to run again.", "pending"];
        if (!changed) return [run?.state === "running" ? "Running …" : "Up to date.", "pending"];
        return [`${changed} change${changed > 1 ? "s" : ""} not applied`, "pending pending--waiting"];
      },

      custom: (preset) => (preset === "custom" ? "date-range" : "date-range date-range--hidden"),

      again(run, picks, grid) {
        window.dash_ag_grid?.getApiAsync(grid).then((api) => api.purgeInfiniteCache());
        return noUpdate();
      },
    },
  });

  // ---- theme: charts are drawn again when the page turns dark or light
  new MutationObserver(() => window.dash_clientside.set_props?.("theme", { data: theme() })).observe(
    document.documentElement, { attributeFilter: ["data-theme"] });

  // ---- calls that fail: a sentence on the page, never silence
  const say = (sentence) => {
    const place = document.getElementById("trouble"); // not there before the page's own layout has arrived
    if (place && place.hidden === Boolean(sentence)) {
      window.dash_clientside.set_props("trouble", { children: sentence, hidden: !sentence });
    }
  };
  const ask = window.fetch.bind(window);
  window.fetch = async (...args) => {
    let response;
    try {
      response = await ask(...args);
    } catch (error) {
      say("Portico can't be reached. Check your connection; what is on the page stays.");
      throw error;
    }
    if (response.redirected && new URL(response.url).pathname.startsWith("/sign-in")) location.reload();
    if (response.ok) say("");
    else {
      const body = await response.clone().json().catch(() => ({}));
      say(body.sentence ?? "Portico could not answer that. Try again; if it stays so, tell the report's owner.");
    }
    return response;
  };

  // ---- keyboard, and the filter sheet of narrow screens
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) document.getElementById("refresh")?.click();
    if (event.key === "Escape") closeSheet();
  });
  const sheet = (open) => document.body.classList.toggle("sheet-open", open);
  const closeSheet = () => sheet(false);
  document.addEventListener("click", (event) => {
    if (event.target.closest("#open-filters")) sheet(!document.body.classList.contains("sheet-open"));
    else if (event.target.closest("#refresh, .sheet-close")) closeSheet();
    for (const open of document.querySelectorAll(".proof[open]")) if (!open.contains(event.target)) open.open = false;
  });

  new window.DashRenderer();
})();
