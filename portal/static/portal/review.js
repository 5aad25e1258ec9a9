// The matrix by keyboard: one stop for Tab, then the arrows from cell to cell; Home and End to the ends of a row.
// Without this script each cell is a stop of its own.
(() => {
  const matrix = document.querySelector("[data-matrix]");
  if (!matrix || matchMedia("(max-width: 720px)").matches) return;
  const rows = [...matrix.tBodies[0].rows].map((row) => [...row.querySelectorAll("a")]);
  const all = rows.flat();
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -Infinity], End: [0, Infinity] };
  const within = (place, length) => Math.min(Math.max(place, 0), length - 1);

  function stop_at(link) {
    for (const each of all) each.tabIndex = each === link ? 0 : -1;
  }
  matrix.addEventListener("keydown", (event) => {
    const step = STEPS[event.key], down = rows.findIndex((row) => row.includes(event.target));
    if (!step || down < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const row = rows[within(down + step[0], rows.length)];
    row[within(rows[down].indexOf(event.target) + step[1], row.length)].focus();
  });
  matrix.addEventListener("focusin", (event) => { if (all.includes(event.target)) stop_at(event.target); });
  stop_at(all[0]);
})();
