// A row opens beside the list, or over it where there is no room; the address says which, so it can be passed on.
// The arrows move along the rows, Escape closes. Without this script each row is a link to the statement's page.
(() => {
  const panel = document.getElementById("beside");
  if (!panel) return;
  const whole = panel.parentElement, list = whole.querySelector("tbody");
  const rows = [...list.rows], link_of = (row) => row.querySelector("td.when a");
  const id_of = (row) => link_of(row).pathname.split("/").at(-2);
  const over_the_list = matchMedia("(max-width: 1099px)");
  let under_way, shown = null;

  panel.innerHTML = `<div class="beside__bar"><a></a><button class="button button--quiet button--small" type="button" data-step="-1" aria-label="The row above">↑</button><button class="button button--quiet button--small" type="button" data-step="1" aria-label="The row below">↓</button><button class="button button--quiet button--small" type="button" data-close aria-label="Close">✕</button></div><div class="beside__body"></div>`;
  const to_page = panel.querySelector("a"), body = panel.querySelector(".beside__body");
  to_page.textContent = "Open its page";

  function told(id) {
    const address = new URL(location.href);
    if (id) address.searchParams.set("open", id); else address.searchParams.delete("open");
    history.replaceState(history.state, "", address);
  }
  async function open(id, href, row) {
    under_way?.abort();
    const control = under_way = new AbortController();
    shown = row;
    rows.forEach((each) => each.classList.toggle("open", each === row));
    panel.querySelectorAll("[data-step]").forEach((button) => { button.disabled = !rows[rows.indexOf(row) + Number(button.dataset.step)] || !row; });
    panel.hidden = false;
    whole.classList.add("opened");
    to_page.href = href;
    told(id);
    body.classList.add("waiting");
    const text = await answerOf(href, { headers: { "X-Panel": "1" }, signal: control.signal });
    if (control !== under_way) return;
    body.classList.remove("waiting");
    if (text) body.innerHTML = text; else body.textContent = "This statement can’t be shown now. Open its page, or try again.";
    body.querySelectorAll("a.button").forEach((link) => { if (link.href === href) link.remove(); }); // the bar has it
    panel.scrollTop = 0;
    document.getElementById("announcer").textContent = `${body.querySelector("h1, h2")?.textContent.trim() || "Statement"}, opened beside the list`;
  }
  function open_row(row) {
    open(id_of(row), link_of(row).href, row);
    if (over_the_list.matches) panel.focus(); else link_of(row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  function step(steps) {
    const next = rows[rows.indexOf(shown) + steps];
    if (shown && next) open_row(next);
  }
  function close() {
    under_way?.abort();
    panel.hidden = true;
    whole.classList.remove("opened");
    shown?.classList.remove("open");
    told("");
    if (shown) link_of(shown).focus({ preventScroll: true });
    shown = null;
  }

  list.addEventListener("click", (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const row = event.target.closest("tr"), other = event.target.closest("a, button");
    if (!row || (other && other !== link_of(row)) || String(getSelection())) return;
    event.preventDefault();
    open_row(row);
  });
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.step) step(Number(button.dataset.step)); else if (button && "close" in button.dataset) close();
  });
  document.addEventListener("keydown", (event) => {
    if (panel.hidden || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const at = document.activeElement, typing = at.closest("input, textarea, select, details[open], svg, [role=listbox]");
    if (event.key === "Escape" && !typing) close();
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !typing && !body.contains(at)) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    }
  });

  const wanted = new URL(location.href).searchParams.get("open") || "";
  if (/^[0-9a-f-]{36}$/.test(wanted)) {
    const row = rows.find((each) => id_of(each) === wanted) || null;
    open(wanted, new URL(`${wanted}/`, `${location.origin}${location.pathname}`).href, row);
    row?.scrollIntoView({ block: "nearest" });
  }
})();
