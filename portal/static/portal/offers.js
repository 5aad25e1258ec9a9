// Offers what fits below a field that says where to ask for it (data-offers), as one types. With data-beside, for what
// stands in another field of the same row. Without this script the whole name is typed.
(() => {
  const PAUSE = 120;
  let waiting, number = 0;

  function list_of(field) {
    if (!field.list) {
      const list = document.createElement("datalist");
      list.id = `offers-${++number}`;
      field.after(list);
      field.setAttribute("list", list.id);
    }
    return field.list;
  }
  async function offer(field) {
    const asked = new URL(field.dataset.offers, location.href), typed = field.value, other = field.dataset.beside;
    asked.searchParams.set("find", typed);
    if (other) asked.searchParams.set(other, document.getElementsByName(field.name.replace(/[^-]+$/, other))[0]?.value || "");
    const answer = await answerOf(asked);
    if (answer === null || field.value !== typed) return;
    const { found } = JSON.parse(answer);
    list_of(field).replaceChildren(...found.map(([value, label]) => new Option(label, value)));
  }
  const soon = (event) => {
    if (!event.target.matches?.("input[data-offers]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(offer, event.type === "focusin" ? 0 : PAUSE, event.target);
  };
  document.addEventListener("focusin", soon);
  document.addEventListener("input", soon);
})();
