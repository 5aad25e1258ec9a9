// Light or dark: the person's choice, else the system's. Runs before the page is painted, so nothing flashes.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try { return localStorage.getItem("theme"); } catch { return null; }
  };
  const keep = (theme) => {
    try {
      localStorage.setItem("theme", theme);
      localStorage.setItem("adminTheme", JSON.stringify(theme)); // what the admin pages look for
    } catch { /* a browser that stores nothing still switches this page */ }
  };
  const show = () => { root.dataset.theme = chosen() ?? (system.matches ? "dark" : "light"); };

  show();
  root.classList.add("js");
  system.addEventListener("change", show);
  addEventListener("storage", show);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-toggle-theme]")) return;
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    keep(root.dataset.theme);
  });
})();
