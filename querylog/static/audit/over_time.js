// The bars over time: fetched when the table is there already. Each is a link to its time; a drag, or Shift with the
// arrows and then Enter, goes to several at once.
(() => {
  const place = document.querySelector("[data-histogram]");
  if (!place) return;
  const waiting = place.querySelector("[data-state=waiting]"), failed = place.querySelector("[data-state=failed]");

  async function draw() {
    failed.hidden = true;
    waiting.hidden = false;
    const bars = await answerOf(place.dataset.histogram);
    waiting.hidden = true;
    if (bars === null) { failed.hidden = false; return; }
    place.innerHTML = bars;
    brush();
  }
  place.querySelector("[data-again]").addEventListener("click", draw);
  draw();

  function brush() {
    const bars = place.querySelector(".bars");
    if (!bars) return;
    const all = [...bars.querySelectorAll("a")], told = place.querySelector("[data-told]"), usual = told.textContent;
    let from = -1, to = -1, dragged = false;

    const name = (bar) => bar.getAttribute("aria-label");
    const bar_at = (x) => {
      const box = bars.getBoundingClientRect();
      return Math.min(all.length - 1, Math.max(0, Math.floor(((x - box.left) / box.width) * all.length)));
    };
    const ends = () => [all[Math.min(from, to)], all[Math.max(from, to)]];
    function say() {
      const [first, last] = from < 0 ? [] : ends();
      told.textContent = !first ? usual : first === last ? name(first) : `from ${first.dataset.first} to ${last.dataset.last}`;
    }
    function pick(start, end) {
      [from, to] = [start, end];
      all.forEach((bar, number) => bar.classList.toggle("in", from >= 0 && number >= Math.min(from, to) && number <= Math.max(from, to)));
      say();
    }
    function go() {
      const [first, last] = ends();
      const asked = new URLSearchParams({ q: `${place.dataset.without} on:${first.dataset.first}..${last.dataset.last}`.trim() });
      if (place.dataset.columns) asked.set("columns", place.dataset.columns);
      location.assign(`${place.dataset.list}?${asked}`);
    }

    // One stop for the Tab key; the arrows go on from there.
    all.forEach((bar, number) => bar.setAttribute("tabindex", number === all.length - 1 ? "0" : "-1"));
    bars.addEventListener("keydown", (event) => {
      const at = all.indexOf(document.activeElement);
      const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 }[event.key];
      if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      if (next !== undefined && all[next]) {
        event.preventDefault();
        pick(event.shiftKey ? (from < 0 ? at : from) : next, next);
        all[at].setAttribute("tabindex", "-1");
        all[next].setAttribute("tabindex", "0");
        all[next].focus();
        if (event.shiftKey) document.getElementById("announcer").textContent = told.textContent;
      } else if (event.key === "Enter" && from !== to) {
        event.preventDefault();
        go();
      } else if (event.key === "Escape") pick(-1, -1);
    });
    bars.addEventListener("focusin", (event) => { if (from < 0) told.textContent = name(event.target.closest("a")); });
    bars.addEventListener("focusout", (event) => { if (!bars.contains(event.relatedTarget)) pick(-1, -1); });
    bars.addEventListener("pointerover", (event) => { const bar = event.target.closest("a"); if (bar && !dragged && from < 0) told.textContent = name(bar); });
    bars.addEventListener("pointerleave", () => { if (!dragged) say(); });

    bars.addEventListener("dragstart", (event) => event.preventDefault()); // a link would be carried off
    bars.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey) return;
      const start = bar_at(event.clientX);
      const moved = (now) => {
        if (bar_at(now.clientX) === start && !dragged) return;
        dragged = true;
        bars.classList.add("picking");
        pick(start, bar_at(now.clientX));
      };
      const stop = (now) => {
        removeEventListener("pointermove", moved);
        ["pointerup", "pointercancel"].forEach((kind) => removeEventListener(kind, stop));
        bars.classList.remove("picking");
        if (dragged && now.type === "pointerup") go(); else pick(-1, -1);
        setTimeout(() => { dragged = false; }); // the click that ends the drag comes first
      };
      addEventListener("pointermove", moved);
      ["pointerup", "pointercancel"].forEach((kind) => addEventListener(kind, stop));
    });
    bars.addEventListener("click", (event) => { if (dragged) event.preventDefault(); });
  }
})();
