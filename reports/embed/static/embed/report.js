// The report page in the browser: colours and theme of charts, picks, what waits for Refresh, and what to say when a call fails.
(() => {
  "use strict";

  const { portico } = window;
  const EMPTY = "(empty)";
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  const component = (type, props) => ({ namespace: "dash_html_components", type, props });

  function chip(pick, index) {
    const text = `${pick.label}: ${pick.value ?? EMPTY}`;
    return component("Button", {
      id: { type: "unpick", index }, n_clicks: 0, className: "chip chip--removable", title: "Take this away",
      "aria-label": `${text}, take away`, children: [`${text} `, component("Span", { className: "chip__away", children: "×" })],
    });
  }

  const count = (text) => component("Span", { className: "chip", children: text });
  const now = {}; // the run, the picks and what was applied, for what needs no call

  const noUpdate = () => window.dash_clientside.no_update;

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    portico: {
      draw(figure, _theme, picks) {
        if (!figure) return noUpdate();
        portico.shown[window.dash_clientside.callback_context.outputs_list.id] = { figure, picks };
        return portico.draw(figure, picks);
      },

      pick(...values) {
        const picks = values[values.length - 1] ?? [];
        const [cause] = window.dash_clientside.callback_context.triggered;
        if (!cause || cause.value == null) return noUpdate();
        if (cause.prop_id.endsWith(".clickData")) {
          const clicked = portico.clicked(cause.value);
          return clicked.length ? portico.toggled(picks, clicked) : noUpdate(); // the rest is not one value: nothing to pick
        }
        if (!cause.value) return noUpdate(); // a chip that has just appeared, not one that was pressed
        const { index } = JSON.parse(cause.prop_id.slice(0, cause.prop_id.lastIndexOf(".")));
        return picks.filter((_, place) => place !== index);
      },

      chips: (picks, counts) => [...(counts ?? []).map(count), ...(picks ?? []).map(chip)],

      show: (value, store) => portico.show(value, store),

      remember(run, picks, applied) {
        Object.assign(now, { run, picks, applied });
        if (run) document.dispatchEvent(new Event("portico:ran")); // the bell looks again
        return noUpdate();
      },

      // The last two are the run and what was applied; before them stand the values of the controls, in order.
      pending(...values) {
        const [run, applied] = values.splice(-2);
        if (!applied) return ["Press Refresh to run.", "pending"];
        const changed = values.filter((value, place) => !same(value ?? null, applied[place] ?? null)).length;
        if (!changed && run?.state === "failed") return ["Press Refresh to run again.", "pending"];
        if (!changed) return [run?.state === "running" ? "Running …" : "Up to date.", "pending"];
        return [`${changed} change${changed > 1 ? "s" : ""} not applied`, "pending pending--waiting"];
      },

      again(...values) {
        const grid = values.at(-1);
        window.dash_ag_grid?.getApiAsync(grid).then((api) => api.purgeInfiniteCache());
        return noUpdate();
      },
    },
  });

  // ---- theme: charts are drawn again when the page turns dark or light
  const root = document.documentElement;
  new MutationObserver(() => {
    if (!root.classList.contains("printing")) window.dash_clientside.set_props?.("theme", { data: root.dataset.theme ?? "light" });
  }).observe(root, { attributeFilter: ["data-theme"] });

  // ---- calls that fail: a sentence on the page, never silence
  const say = (sentence) => {
    const place = document.getElementById("trouble"); // not there before the page's own layout has arrived
    if (place && place.hidden === Boolean(sentence)) {
      window.dash_clientside.set_props("trouble", { children: sentence, hidden: !sentence });
    }
  };
  // Whoever presses Stop or Sign out is on her way: what was still asked as before must not hold her here.
  let leaving = false;
  window.addEventListener("submit", (event) => { leaving = !event.defaultPrevented; });
  const loadAnew = () => { if (!leaving) location.reload(); };

  const ask = window.fetch.bind(window);
  const seenAs = document.documentElement.dataset.seenAs ?? ""; // as whom this page was opened, which may have changed since
  window.fetch = async (address, options = {}) => {
    const headers = new Headers(options.headers);
    headers.set("X-Seen-As", seenAs);
    let response;
    try {
      response = await ask(address, { ...options, headers });
    } catch (error) {
      say("Portico can't be reached. Check your connection; what is on the page stays.");
      throw error;
    }
    const signedOut = response.redirected && new URL(response.url).pathname.startsWith("/sign-in");
    if (signedOut || response.status === 409) {
      loadAnew();
      return new Promise(() => {}); // the page goes; nobody is to read this as an answer
    }
    if (response.ok) say("");
    else {
      const body = await response.clone().json().catch(() => ({}));
      say(body.sentence ?? "Portico could not answer that. Try again; if it stays so, tell the report's owner.");
    }
    return response;
  };

  // ---- a run that was left: the page opens on it, as soon as its components are there
  const left = document.getElementById("back-to");
  const comeBack = () => {
    if (!document.getElementById("refresh")) return void setTimeout(comeBack, 50);
    const { controls, run, applied, summary } = JSON.parse(left.textContent);
    const set = window.dash_clientside.set_props;
    for (const [id, data] of controls) set(id, { data });
    set("applied", { data: applied });
    set("summary", { children: summary });
    set("run", { data: run });
    set("watch", { disabled: false });
  };
  if (left) comeBack();

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
    for (const open of document.querySelectorAll(".proof[open], .menu[open], .help[open]")) if (!open.contains(event.target)) open.open = false;
  });

  // ---- the menu of a visual: its rows as a table, the rows behind it, files
  const acts = {
    rows: (visual) => look(visual, "rows"),
    behind: (visual) => look(visual, "behind"),
    csv: (visual) => leave("download", `${visual}.csv`),
    xlsx: (visual) => leave("download", `${visual}.xlsx`),
    parquet: (visual) => leave("download", `${visual}.parquet`),
    audience: (visual) => leave("audience", `${visual}/`),
    png: picture,
    "close-rows": () => document.getElementById("rows").close(),
  };

  function look(visual, what) {
    window.dash_clientside.set_props("looked", { data: { visual, what, at: Date.now() } });
    document.getElementById("rows").showModal();
  }

  // To a page or a file of this run, as it is narrowed by what was clicked.
  function leave(to, what) {
    if (now.run?.state !== "ready") return say("Press Refresh first: there is nothing to download yet.");
    const picks = now.picks?.length ? `?picks=${encodeURIComponent(JSON.stringify(now.picks))}` : "";
    location.assign(`${to}/${now.run.run}/${what}${picks}`);
  }

  // The chart with its title and the applied filters, as one would put it on a slide.
  async function picture(visual) {
    const plot = document.querySelector(`#${CSS.escape(`${visual}--graph`)} .js-plotly-plot`);
    if (!plot?.data?.length) return say("Press Refresh first: there is no picture yet.");
    const title = document.querySelector(`#${CSS.escape(visual)} .visual__title`).textContent;
    const colour = getComputedStyle(document.body);
    const layout = {
      ...plot.layout, width: 1200, height: 675, autosize: false, paper_bgcolor: colour.backgroundColor,
      margin: { l: 72, r: 32, t: 96, b: 72 },
      title: { text: portico.plain(title), subtitle: { text: portico.plain(document.getElementById("summary").textContent) }, x: 0.02, xanchor: "left" },
    };
    const name = `${location.pathname.split("/").filter(Boolean).pop()}_${visual}`;
    await window.Plotly.downloadImage({ data: plot.data, layout }, { format: "png", scale: 2, filename: name, width: 1200, height: 675 });
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-act]");
    if (!pressed) return;
    pressed.closest("details")?.removeAttribute("open");
    acts[pressed.dataset.act]?.(pressed.dataset.visual);
  });

  // ---- tabs: arrows move, the panel follows
  function turn(tab) {
    for (const each of tab.parentElement.querySelectorAll("[role=tab]")) {
      const chosen = each === tab;
      each.setAttribute("aria-selected", chosen);
      each.tabIndex = chosen ? 0 : -1;
      document.getElementById(each.getAttribute("aria-controls")).hidden = !chosen;
    }
    tab.focus();
    window.dispatchEvent(new Event("resize")); // a chart that was hidden has no size yet
  }
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) turn(tab);
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.("[role=tab]");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!tab || !step) return;
    const all = [...tab.parentElement.querySelectorAll("[role=tab]")];
    turn(all[(all.indexOf(tab) + step + all.length) % all.length]);
  });

  new window.DashRenderer();
})();
