// A star is given and taken without a page load; wherever else its report is shown, its star follows.
(() => {
  const shelf = document.querySelector("[data-favourites]");
  const stars_of = (slug) => document.querySelectorAll(`[data-star="${slug}"] button`);

  function show(slug, on) {
    for (const button of stars_of(slug)) {
      button.setAttribute("aria-pressed", String(on));
      button.value = on ? "0" : "1";
    }
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-star]");
    if (!form) return;
    event.preventDefault();
    const slug = form.dataset.star, button = form.querySelector("button"), on = button.value === "1";
    const body = new FormData(form, button);
    show(slug, on);
    const favourites = await answerOf(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    if (favourites === null) { show(slug, !on); return; }
    if (!shelf) return;
    const held = shelf.contains(document.activeElement);
    shelf.innerHTML = favourites;
    if (held) stars_of(slug)[0]?.focus(); // its card has gone from among the favourites, but stands in its area
  });
})();
