// Completes the search line as one types: the arrows move through what fits, Tab takes it, Enter takes what the arrows
// chose and else searches, Escape closes. Without this script the line is a form like any other.
(() => {
  const field = document.querySelector("[data-completes]");
  if (!field) return;
  const sheet = field.parentElement.querySelector(".offers"), list = sheet.querySelector("[role=listbox]");
  const hint = sheet.querySelector(".offers__hint");
  const PAUSE = 80;
  let waiting, under_way, asked_for, asking, answer = null;

  Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })
    .forEach(([name, value]) => field.setAttribute(name, value));

  const options = () => [...list.children];
  const chosen = () => list.querySelector("[aria-selected=true]");
  // The server counts whole characters; JavaScript counts some of them twice.
  const typed = () => [...field.value];
  const caret = () => [...field.value.slice(0, field.selectionStart)].length;

  function open(is_open) {
    sheet.hidden = !is_open;
    field.setAttribute("aria-expanded", String(is_open && options().length > 0));
    if (!is_open) choose(null);
  }
  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id); else field.removeAttribute("aria-activedescendant");
  }
  function move(steps) {
    const all = options(), at = all.indexOf(chosen());
    if (all.length) choose(all[at < 0 ? (steps > 0 ? 0 : all.length - 1) : (at + steps + all.length) % all.length]);
  }
  function drawn(offer, number) {
    const option = Object.assign(document.createElement("span"), { id: `offer-${number}`, className: "offer" });
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    for (const part of ["text", "help"]) {
      option.append(Object.assign(document.createElement("span"), { className: `offer__${part}`, textContent: offer[part] }), " ");
    }
    return option;
  }

  // What fits at the caret now; an older answer that comes late is dropped.
  function find() {
    clearTimeout(waiting);
    asked_for = field.value;
    asking = ask();
    return asking;
  }
  const found = () => (answer ? null : asked_for === field.value ? asking : find());
  async function ask() {
    under_way?.abort();
    const control = under_way = new AbortController(), words = field.value, at = caret();
    const asked = new URLSearchParams({ q: words, at });
    const told = await answerOf(`${field.dataset.completes}?${asked}`, { signal: control.signal });
    if (told === null || control !== under_way || field.value !== words) return;
    const fits = JSON.parse(told);
    answer = { ...fits, begun: fits.to > fits.from };
    hint.textContent = answer.hint;
    list.replaceChildren(...answer.offers.map(drawn));
    choose(null);
    open(document.activeElement === field && (options().length > 0 || answer.hint !== ""));
    document.getElementById("announcer").textContent = options().length ? `${options().length} ways to go on` : answer.hint;
  }
  function take(option) {
    const offer = answer.offers[options().indexOf(option)];
    if (offer.to) { location.assign(offer.to); return; }
    const all = typed(), more = offer.text.endsWith(":");
    const rest = all.slice(answer.to).join(""), before = all.slice(0, answer.from).join("") + offer.text;
    const gap = more || /^[\s,]/.test(rest) ? "" : " ";
    field.value = before + gap + rest;
    field.setSelectionRange(before.length + gap.length, before.length + gap.length);
    answer = null;
    open(false);
    if (more) find();
  }

  field.addEventListener("input", () => { answer = null; clearTimeout(waiting); waiting = setTimeout(find, PAUSE); });
  field.addEventListener("click", () => { if (sheet.hidden) find(); });
  field.addEventListener("keydown", async (event) => {
    if (event.isComposing) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && plain) {
      event.preventDefault();
      await (sheet.hidden ? find() : found());
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !sheet.hidden && answer && chosen()) {
      event.preventDefault();
      take(chosen());
    } else if (event.key === "Tab" && plain && !sheet.hidden && answer) {
      const option = chosen() || (answer.begun ? options()[0] : null);
      if (!option) return;
      event.preventDefault();
      take(option);
    } else if (event.key === "Escape") {
      event.preventDefault(); // some browsers would empty the line
      clearTimeout(waiting);
      if (!sheet.hidden) event.stopPropagation();
      open(false);
    }
  });
  field.form.addEventListener("focusout", (event) => { if (!field.parentElement.contains(event.relatedTarget)) open(false); });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && answer) take(option);
  });
})();
