// The controls of the rail: each is drawn from what stands beside its store, and writes to that store what the form has.
(() => {
  "use strict";

  const EMPTY = "(empty)";
  const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  const make = (tag, props = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), props);
    for (const [name, value] of Object.entries(props)) if (name.includes("-")) node.setAttribute(name, value);
    node.append(...children.filter((each) => each != null));
    return node;
  };
  const select = (options, chosen, props = {}) =>
    make("select", { className: "field", ...props }, ...options.map(([value, words]) =>
      make("option", { value, textContent: words, selected: value === chosen })));
  const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  const values = new Map(); // store → what it holds
  const drawn = new Map(); // store → the control's own way to show another value

  function write(control, value) {
    const store = control.dataset.store;
    values.set(store, value);
    window.dash_clientside.set_props(store, { data: value });
    if (control.dataset.field) othersMayNarrow(control);
  }

  // ---- what the server knows of the data
  const dash = JSON.parse(document.getElementById("_dash-config").textContent);
  const cookie = (name) => document.cookie.split("; ").find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);

  async function ask(control, question) {
    const { part, field } = control.dataset;
    const response = await fetch("app/offers", {
      method: "POST",
      headers: { "Content-Type": "application/json", [dash.csrf_header_name]: cookie(dash.csrf_token_name) ?? "" },
      body: JSON.stringify({ part, field, ...question }),
    });
    if (!response.ok) throw new Error((await response.json().catch(() => ({}))).sentence ?? "");
    return response.json();
  }

  const siblings = (control) =>
    [...document.querySelectorAll(`.control[data-part="${control.dataset.part}"]`)].filter((each) => each !== control);
  const others = (control) =>
    Object.fromEntries(siblings(control).map((each) => [each.dataset.field, values.get(each.dataset.store) ?? null]));

  function say(control, words) {
    document.getElementById(control.id.replace(/--control$/, "--said")).textContent = words;
  }

  // ---- a choice that no longer goes with the others is taken away, and that is said
  let waiting;
  function othersMayNarrow(changed) {
    clearTimeout(waiting);
    // Only values that were chosen by name: what some letters or a range let in may change with the next key.
    if (!Array.isArray(values.get(changed.dataset.store))) return;
    waiting = setTimeout(() => siblings(changed).forEach(dropWhatIsGone), 350);
  }

  async function dropWhatIsGone(control) {
    const chosen = values.get(control.dataset.store);
    if (control.dataset.control !== "values" || !Array.isArray(chosen) || !chosen.length) return;
    const { gone } = await ask(control, { keep: chosen, others: others(control) }).catch(() => ({ gone: [] }));
    if (!gone.length || !same(chosen, values.get(control.dataset.store))) return;
    const kept = chosen.filter((each) => !gone.some((lost) => same(lost, each)));
    write(control, kept.length ? kept : null);
    drawn.get(control.dataset.store)(values.get(control.dataset.store));
    const named = gone.slice(0, 3).map((each) => each ?? EMPTY).join(", ");
    const rest = gone.length > 3 ? ` and ${gone.length - 3} more` : "";
    say(control, `${named}${rest}: taken away, because nothing has it together with the other filters.`);
  }

  // ---- dates: a range that moves with the calendar, two days, or empty
  function dates(control, told) {
    const options = [...told.presets.map((each) => [each, upper(each)]), ["custom", "Between two days …"],
      ["empty", "Is empty"], ["not empty", "Is not empty"]];
    const optional = told.empty == null ? [["", "Any time"], ...options] : options;
    const kind = select(optional, "", { "aria-labelledby": control.id.replace(/--control$/, "--label") });
    const first = make("input", { type: "date", className: "field", "aria-label": `${told.label}: first day` });
    const last = make("input", { type: "date", className: "field", "aria-label": `${told.label}: last day` });
    const days = make("div", { className: "date-range" }, first, last);
    const range = () => {
      const given = { ...(first.value && { from: first.value }), ...(last.value && { to: last.value }) };
      return Object.keys(given).length ? given : null;
    };
    kind.onchange = () => {
      days.hidden = kind.value !== "custom";
      if (kind.value === "custom") return first.focus();
      write(control, kind.value === "" ? null : /empty$/.test(kind.value) ? { empty: kind.value === "empty" } : { preset: kind.value });
    };
    first.onchange = last.onchange = () => write(control, range());
    control.replaceChildren(kind, days);
    return (value) => {
      const custom = value && ("from" in value || "to" in value);
      kind.value = !value ? (told.empty == null ? "" : "all time") : custom ? "custom"
        : "empty" in value ? (value.empty ? "empty" : "not empty") : value.preset;
      days.hidden = !custom;
      first.value = (custom && value.from) || "";
      last.value = (custom && value.to) || "";
    };
  }

  // ---- numbers: from, to, or empty; the ends of the data stand where nothing is typed
  function numbers(control, told) {
    const how = select([["between", "Between"], ["empty", "Is empty"], ["not empty", "Is not empty"]], "between",
      { "aria-label": `${told.label}: how` });
    const [low, high] = [["smallest", "from"], ["largest", "to"]].map(([name, words]) => make("input", {
      type: "text", inputMode: "decimal", className: "field", placeholder: words, "aria-label": `${told.label}: ${name}` }));
    const ends = make("div", { className: "number-range" }, low, high);
    const given = () => {
      const range = { ...(low.value.trim() && { min: low.value.trim() }), ...(high.value.trim() && { max: high.value.trim() }) };
      return Object.keys(range).length ? range : null;
    };
    how.onchange = () => {
      ends.hidden = how.value !== "between";
      write(control, how.value === "between" ? given() : { empty: how.value === "empty" });
    };
    low.onchange = high.onchange = () => write(control, given());
    control.replaceChildren(how, ends);
    ask(control, { bounds: true }).then(({ low: least, high: most }) => {
      if (least != null) [low.placeholder, high.placeholder] = [`from ${least}`, `to ${most}`];
    }).catch(() => {});
    return (value) => {
      how.value = value && "empty" in value ? (value.empty ? "empty" : "not empty") : "between";
      ends.hidden = how.value !== "between";
      low.value = value?.min ?? "";
      high.value = value?.max ?? "";
    };
  }

  function yesNo(control, told) {
    const words = [["", "Either"], ["yes", "Yes"], ["no", "No"], ["empty", "Is empty"]];
    const field = select(words, "", { "aria-labelledby": control.id.replace(/--control$/, "--label") });
    field.onchange = () => write(control, { yes: true, no: false, empty: { empty: true } }[field.value] ?? null);
    control.replaceChildren(field);
    return (value) => { field.value = value === true ? "yes" : value === false ? "no" : value?.empty ? "empty" : ""; };
  }

  // ---- parameters
  function choice(control, told) {
    const few = told.options.length <= 3 && told.options.join("").length <= 24;
    if (!few) {
      const field = select(told.options.map((each) => [each, each]), "", { "aria-labelledby": control.id.replace(/--control$/, "--label") });
      field.onchange = () => write(control, field.value);
      control.replaceChildren(field);
      return (value) => { field.value = value; };
    }
    const buttons = told.options.map((each) => make("button", { type: "button", className: "segment", textContent: each,
      role: "radio", onclick: () => { write(control, each); show(each); } }));
    const show = (value) => buttons.forEach((each) => each.setAttribute("aria-checked", each.textContent === value));
    control.replaceChildren(make("div", { className: "segments", role: "radiogroup",
      "aria-labelledby": control.id.replace(/--control$/, "--label") }, ...buttons));
    return show;
  }

  function toggle(control, told) {
    const box = make("input", { type: "checkbox", role: "switch", className: "switch", "aria-label": told.label });
    box.onchange = () => write(control, box.checked);
    control.replaceChildren(box);
    return (value) => { box.checked = Boolean(value); };
  }

  function number(control, told) {
    const field = make("input", { type: "number", className: "field", step: told.step ?? "any",
      "aria-labelledby": control.id.replace(/--control$/, "--label") });
    if (told.min != null) field.min = told.min;
    if (told.max != null) field.max = told.max;
    field.onchange = () => write(control, field.value === "" ? null : Number(field.value));
    control.replaceChildren(field);
    return (value) => { field.value = value ?? ""; };
  }

  function text(control, told) {
    const field = make("input", { type: "text", className: "field", maxLength: 1000,
      "aria-labelledby": control.id.replace(/--control$/, "--label") });
    field.onchange = () => write(control, field.value);
    control.replaceChildren(field);
    return (value) => { field.value = value ?? ""; };
  }

  function dimensions(control, told) {
    const boxes = told.options.map((each) => make("input", { type: "checkbox", value: each }));
    let order = [];
    const limit = () => boxes.forEach((box) => { box.disabled = !box.checked && order.length >= told.most; });
    boxes.forEach((box) => {
      box.onchange = () => {
        order = box.checked ? [...order, box.value] : order.filter((each) => each !== box.value);
        limit();
        write(control, order);
      };
    });
    control.replaceChildren(make("div", { className: "ticks", role: "group",
      "aria-labelledby": control.id.replace(/--control$/, "--label") },
      ...boxes.map((box) => make("label", { className: "tick" }, box, box.value))));
    return (value) => {
      order = value ?? [];
      boxes.forEach((box) => { box.checked = order.includes(box.value); });
      limit();
    };
  }

  // ---- values: a list that the server searches, ways to compare, a list to paste
  const WAYS = [["is", "is one of"], ["is not", "is not"], ["contains", "contains"], ["starts with", "starts with"],
    ["empty", "is empty"], ["not empty", "is not empty"]];

  const read = (value) => {
    if (value == null) return { way: "is", list: [] };
    if (Array.isArray(value)) return { way: "is", list: value };
    if ("empty" in value) return { way: value.empty ? "empty" : "not empty", list: [] };
    const [[way, list]] = Object.entries(value);
    return { way, list };
  };
  const written = ({ way, list }) => {
    if (/empty$/.test(way)) return { empty: way === "empty" };
    return !list.length ? null : way === "is" ? list : { [way]: list };
  };

  function chosenValues(control, told) {
    let now = read(null);
    const button = make("button", { type: "button", className: "field picker", "aria-haspopup": "dialog",
      "aria-expanded": "false" });
    control.replaceChildren(button);
    const title = () => {
      const named = now.list.map((each) => each ?? EMPTY);
      const words = named.length > 3 ? `${named.length.toLocaleString("en")} values` : named.join(", ");
      const way = WAYS.find(([each]) => each === now.way)[1];
      button.textContent = /empty$/.test(now.way) ? upper(way) : !named.length ? "Any" : now.way === "is" ? words : `${way} ${words}`;
      button.classList.toggle("picker--any", button.textContent === "Any");
      button.setAttribute("aria-label", `${told.label}: ${button.textContent}`);
    };
    const set = (next) => {
      now = next;
      title();
      say(control, "");
      write(control, written(now));
    };
    button.onclick = () => (control.querySelector(".finder") ? close(control) : open(control, told, () => now, set));
    title();
    return (value) => { now = read(value); title(); };
  }

  function close(control) {
    control.querySelector(".finder")?.remove();
    const button = control.querySelector(".picker");
    button?.setAttribute("aria-expanded", "false");
  }

  function open(control, told, now, set) {
    document.querySelectorAll(".control:has(.finder)").forEach(close);
    const ways = told.numeric ? WAYS.filter(([way]) => !["contains", "starts with"].includes(way)) : WAYS;
    const way = select(ways, now().way, { "aria-label": `${told.label}: how to compare` });
    const body = make("div", { className: "finder__body" });
    const done = make("button", { type: "button", className: "button button--small", textContent: "Done" });
    const clear = make("button", { type: "button", className: "button button--small", textContent: "Clear" });
    const foot = make("div", { className: "finder__foot" }, clear, done);
    const finder = make("div", { className: "finder", role: "dialog", "aria-label": told.label }, way, body, foot);
    const draw = () => (/empty$/.test(now().way) ? body.replaceChildren()
      : ["contains", "starts with"].includes(now().way) ? letters(body, now, set) : list(body, control, told, now, set));
    way.onchange = () => {
      const keep = ["is", "is not"].includes(way.value) && ["is", "is not"].includes(now().way);
      set({ way: way.value, list: keep ? now().list : [] });
      draw();
    };
    clear.onclick = () => { set({ way: "is", list: [] }); way.value = "is"; draw(); };
    done.onclick = () => { close(control); control.querySelector(".picker").focus(); };
    finder.onkeydown = (event) => {
      if (event.key === "Escape") { event.stopPropagation(); done.onclick(); }
    };
    control.append(finder);
    control.querySelector(".picker").setAttribute("aria-expanded", "true");
    draw();
    fit(finder);
  }

  // Over the page, not inside of the rail that scrolls: beside its control, and within the window.
  function fit(finder) {
    const at = finder.parentElement.getBoundingClientRect();
    const narrow = window.innerWidth <= 860;
    const below = at.bottom + 4;
    const fits = below + finder.offsetHeight + 8 <= window.innerHeight;
    finder.style.left = narrow ? "8px" : `${fits ? at.left : at.right + 12}px`;
    finder.style.width = narrow ? "calc(100vw - 16px)" : `${Math.max(at.width, 320)}px`;
    finder.style.top = `${Math.max(8, Math.min(below, window.innerHeight - finder.offsetHeight - 8))}px`;
  }

  function letters(body, now, set) {
    const field = make("textarea", { className: "field", rows: 4, placeholder: "One text per line", "aria-label": "Texts, one per line" });
    field.value = now().list.join("\n");
    field.onchange = () => set({ way: now().way, list: lines(field.value) });
    body.replaceChildren(field);
    field.focus();
  }

  // A spreadsheet's column, a list with commas on one line, or one value per line.
  function lines(text) {
    const parts = /[\n\t]/.test(text.trim()) ? text.split(/[\n\t]+/) : text.split(/[,;]/);
    return [...new Set(parts.map((each) => each.trim()).filter(Boolean))];
  }

  function list(body, control, told, now, set) {
    const ident = `${control.id}--list`;
    const search = make("input", { type: "search", className: "field", placeholder: "Search", role: "combobox",
      "aria-label": `Search ${told.label}`, "aria-controls": ident, "aria-expanded": "true", "aria-autocomplete": "list", autocomplete: "off" });
    const box = make("ul", { className: "options", id: ident, role: "listbox", "aria-multiselectable": "true", "aria-label": told.label });
    const count = make("p", { className: "finder__count", role: "status" });
    const narrow = make("input", { type: "checkbox", checked: true });
    const paste = make("button", { type: "button", className: "button button--small", textContent: "Paste a list" });
    const narrowing = make("label", { className: "tick" }, narrow, "Only what goes with the other filters");
    body.replaceChildren(search, box, count, narrowing, paste);
    let shown = [], active = -1, asked = 0;

    const has = (value) => now().list.some((each) => same(each, value));
    const mark = (place) => {
      active = Math.max(0, Math.min(place, box.children.length - 1));
      [...box.children].forEach((each, at) => each.classList.toggle("option--active", at === active));
      const line = box.children[active];
      search.setAttribute("aria-activedescendant", line?.id ?? "");
      line?.scrollIntoView({ block: "nearest" });
    };
    const tick = (value) => {
      set({ way: now().way, list: has(value) ? now().list.filter((each) => !same(each, value)) : [...now().list, value] });
      draw();
    };
    const draw = () => {
      box.replaceChildren(...shown.map(([value, rows], place) => make("li", {
        id: `${ident}-${place}`, role: "option", className: "option", "aria-selected": String(has(value)),
        onclick: () => { tick(value); mark(place); },
      }, make("span", { className: "option__name", textContent: value ?? EMPTY }),
      make("span", { className: "option__rows", textContent: rows == null ? "" : rows.toLocaleString("en") }))));
      if (active >= 0) mark(active);
    };
    const load = async () => {
      const turn = ++asked;
      box.setAttribute("aria-busy", "true");
      try {
        const found = await ask(control, { search: search.value, others: narrow.checked ? others(control) : {} });
        if (turn !== asked) return; // a later question is on its way
        const known = found.values.map(([value]) => value);
        const chosen = search.value ? [] : now().list.filter((each) => !known.some((other) => same(other, each)));
        shown = [...chosen.slice(0, 50).map((each) => [each, null]), ...found.values];
        shown.sort((a, b) => has(b[0]) - has(a[0]));
        const more = found.total - found.values.length;
        count.textContent = !found.total ? "No value matches. Try other letters."
          : more > 0 ? `${found.values.length} of ${found.total.toLocaleString("en")} values. Type to find the others.`
          : `${found.total.toLocaleString("en")} value${found.total === 1 ? "" : "s"}`;
        active = search.value ? 0 : -1;
        draw();
        fit(control.querySelector(".finder"));
      } catch (error) {
        if (turn === asked) count.textContent = error.message || "The values can't be read just now. Try again.";
      } finally {
        if (turn === asked) box.removeAttribute("aria-busy");
      }
    };
    let pause;
    search.oninput = () => { clearTimeout(pause); pause = setTimeout(load, 180); };
    search.onkeydown = (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        mark(active + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        if (shown[Math.max(active, 0)] && !box.hasAttribute("aria-busy")) tick(shown[Math.max(active, 0)][0]);
      }
    };
    narrow.onchange = load;
    paste.onclick = () => pasted(body, control, told, now, set);
    load();
    search.focus();
  }

  function pasted(body, control, told, now, set) {
    const field = make("textarea", { className: "field", rows: 8, placeholder: "Paste values here, one per line", "aria-label": "Values, one per line" });
    const add = make("button", { type: "button", className: "button button--small button--primary", textContent: "Add them" });
    const count = make("p", { className: "finder__count", role: "status" });
    body.replaceChildren(field, count, add);
    field.oninput = () => { count.textContent = `${lines(field.value).length.toLocaleString("en")} values`; };
    add.onclick = async () => {
      const found = lines(field.value);
      const list = [...now().list, ...found.filter((each) => !now().list.includes(each))];
      set({ way: now().way, list });
      close(control);
      const { gone } = await ask(control, { keep: list, others: {} }).catch(() => ({ gone: [] }));
      if (gone.length) {
        say(control, `${gone.length.toLocaleString("en")} of ${list.length.toLocaleString("en")} are not in the data: ${gone.slice(0, 3).join(", ")}${gone.length > 3 ? " …" : ""}`);
      }
    };
    field.focus();
  }

  document.addEventListener("pointerdown", (event) => {
    for (const control of document.querySelectorAll(".control:has(.finder)")) if (!control.contains(event.target)) close(control);
  });
  window.addEventListener("resize", () => document.querySelectorAll(".finder").forEach(fit));

  // ---- how many fields of an exclusion are set
  function counted(part) {
    const badge = document.querySelector(`[data-count="${part}"]`);
    if (!badge) return;
    const set = [...document.querySelectorAll(`.control[data-part="${part}"]`)].filter((each) => values.get(each.dataset.store) != null);
    badge.hidden = !set.length;
    badge.textContent = set.length;
  }

  const KINDS = { dates, numbers, "yes-no": yesNo, values: chosenValues, choice, toggle, number, text, dimensions };

  // A store has changed, by its own control, by Reset, or at the start: the control shows what it holds.
  window.portico.show = (value, store) => {
    const control = document.getElementById(store.replace(/--value$/, "--control"));
    if (!drawn.has(store) || !control.firstChild) {
      drawn.set(store, KINDS[control.dataset.control](control, JSON.parse(control.dataset.told)));
      values.set(store, value);
      drawn.get(store)(value);
    } else if (!same(values.get(store), value)) {
      values.set(store, value);
      say(control, "");
      drawn.get(store)(value);
    }
    counted(control.dataset.part);
    return "yes";
  };
})();
