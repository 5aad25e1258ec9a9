// How a report prints: in the width of a sheet, in light colours, charts drawn anew in the size that they have there, and
// the rows of tables as plain rows. What is done before printing is undone after it.
(() => {
  "use strict";

  const { portico } = window;
  const root = document.documentElement;
  const SHEET = 940; // CSS pixels: so high are both A4 and Letter within the margins of print.css
  const CHART = { most: 250, least: 110, step: 10 }; // the height of a chart, where all has to fit on one sheet
  const LETTERS = 9; // pixels, in charts
  const ROWS = 30; // of a table: who needs all of them downloads them
  let theme = null; // the page's own, while it is printed

  function begin() {
    if (theme !== null || !document.querySelector(".report .results")) return;
    theme = root.dataset.theme ?? "light";
    root.classList.add("printing"); // before the theme, so that report.js does not draw the charts for a moment only
    root.dataset.theme = "light";
    document.querySelectorAll(".visual--table").forEach(asPlainRows);
    if (document.querySelector(".report--one-sheet")) fit();
    drawAll((place, { font }) => (
      { width: place.clientWidth, height: place.clientHeight, autosize: false, font: { ...font, size: LETTERS } }
    ));
  }

  function end() {
    if (theme === null) return;
    root.dataset.theme = theme;
    root.classList.remove("printing");
    root.style.removeProperty("--print-chart");
    document.querySelectorAll(".print-rows").forEach((each) => each.remove());
    drawAll(() => ({ autosize: true }));
    theme = null;
  }

  // The highest charts with which the page is no higher than a sheet.
  function fit() {
    for (let height = CHART.most; height >= CHART.least; height -= CHART.step) {
      root.style.setProperty("--print-chart", `${height}px`);
      if (document.getElementById("content").getBoundingClientRect().height <= SHEET) return;
    }
  }

  function drawAll(sizeIn) {
    for (const [id, { figure, picks }] of Object.entries(portico.shown)) {
      const place = document.getElementById(id);
      const plot = place?.querySelector(".js-plotly-plot");
      if (!plot || !place.clientHeight) continue; // behind a tab that is not open
      const { data, layout } = portico.draw(figure, picks);
      window.Plotly.react(plot, data, { ...layout, ...sizeIn(place, layout) }, { displayModeBar: false, responsive: true });
    }
  }

  // What the grid shows, written as its columns write it; a grid itself is drawn too late to be printed.
  function asPlainRows(visual) {
    const grid = visual.querySelector(".ag-theme");
    const api = grid && window.dash_ag_grid?.getApi(grid.id);
    const columns = api?.getAllDisplayedColumns() ?? [];
    const found = Array.from({ length: Math.min(api?.getDisplayedRowCount() ?? 0, ROWS) }, (_, at) => api.getDisplayedRowAtIndex(at));
    const rows = found.filter((each) => each?.data);
    if (!rows.length) return;
    const written = (rowNode, colKey) => api.getCellValue({ rowNode, colKey, useFormatter: true }) ?? "";
    const place = made("div", "print-rows");
    place.append(tableOf(columns, rows, written));
    const total = api.getDisplayedRowCount();
    if (total > rows.length) place.append(made("p", "muted", `The first ${rows.length} of ${total.toLocaleString("en")} rows.`));
    grid.parentElement.append(place);
  }

  function tableOf(columns, rows, written) {
    const line = (kind, textOf) => columns.reduce((row, column) => {
      const numeric = column.getColDef().type === "rightAligned" ? "number" : "";
      row.append(made(kind, numeric, textOf(column)));
      return row;
    }, made("tr"));
    const [table, head, body] = [made("table", "table"), made("thead"), made("tbody")];
    head.append(line("th", (column) => [column.getParent()?.getColGroupDef?.()?.headerName, column.getColDef().headerName].filter(Boolean).join(" ")));
    body.append(...rows.map((row) => line("td", (column) => written(row, column))));
    table.append(head, body);
    return table;
  }

  function made(kind, className = "", text = "") {
    const element = Object.assign(document.createElement(kind), { className });
    element.textContent = text;
    return element;
  }

  addEventListener("beforeprint", begin);
  addEventListener("afterprint", end);
})();
