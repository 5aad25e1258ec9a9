// Finds as one types: every word must occur in a card's data-find. `/` goes to the field, Escape empties it, Enter opens the
// first. On pages without cards, Enter goes to the home page with what was typed.
(() => {
  const field = document.querySelector("[data-search]");
  if (!field) return;
  const cards = [...document.querySelectorAll("[data-find]")];
  const said = document.querySelector("[data-found]");
  const shown = () => cards.filter((card) => !card.hidden);

  const narrow = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const card of cards) card.hidden = !words.every((word) => card.dataset.find.toLowerCase().includes(word));
    for (const area of document.querySelectorAll("[data-area]")) area.hidden = !area.querySelector("[data-find]:not([hidden])");
    if (said) said.textContent = words.length && !shown().length ? `No report of yours matches “${field.value.trim()}”. Try fewer words.` : "";
  };
  const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && cards.length) {
      event.preventDefault();
      shown()[0]?.querySelector("a").click();
    }
    if (event.key === "Escape") { field.value = ""; narrow(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    event.preventDefault();
    field.focus();
  });
  narrow(); // a browser that comes back keeps what was typed
})();
