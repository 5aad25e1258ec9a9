// Finds as one types, on every page: `/` goes to the field, the arrows move through what was found, Enter opens, Escape closes.
// Without this script the field is a form whose answer is a page.
(() => {
  const field = document.querySelector("[data-search]");
  if (!field) return;
  const form = field.form, sheet = form.querySelector(".search__sheet"), list = form.querySelector("[role=listbox]");
  const none = form.querySelector(".search__none");
  const PAUSE = 90;
  let waiting, under_way, shown_for = "";
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })
    .forEach(([name, value]) => field.setAttribute(name, value));

  function open(is_open) {
    sheet.hidden = !is_open;
    field.setAttribute("aria-expanded", String(is_open && options().length > 0));
    if (!is_open) field.removeAttribute("aria-activedescendant");
  }
  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
  }
  function move(steps) {
    const all = options();
    if (!all.length) return;
    const next = all.indexOf(chosen()) + steps;
    choose(all[(next + all.length) % all.length]);
  }

  // The answer to what stands in the field now; an older one that comes late is dropped.
  async function find() {
    clearTimeout(waiting);
    under_way?.abort();
    const typed = field.value.trim();
    if (!typed) { list.replaceChildren(); shown_for = ""; open(false); return; }
    under_way = new AbortController();
    const found = await answerOf(`${form.dataset.find}?find=${encodeURIComponent(typed)}`, { signal: under_way.signal });
    if (found === null || field.value.trim() !== typed) return;
    list.innerHTML = found;
    shown_for = typed;
    none.hidden = options().length > 0;
    choose(options()[0]);
    open(document.activeElement === field);
    document.getElementById("announcer").textContent = options().length ? `${options().length} found` : none.textContent;
  }

  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, PAUSE); });
  field.addEventListener("focus", () => { if (field.value.trim()) find(); });
  field.addEventListener("keydown", async (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (sheet.hidden) await find(); else move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && field.value.trim()) {
      event.preventDefault();
      if (shown_for !== field.value.trim()) await find();
      chosen()?.click();
    } else if (event.key === "Escape") {
      if (sheet.hidden) field.value = ""; else event.preventDefault();
      open(false);
    }
  });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) open(false); });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus until the click is done
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
})();
