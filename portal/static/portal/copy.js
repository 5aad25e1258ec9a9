// Any [data-copy] button copies its value, or the text of the element that [data-copy-from] names, and says so for a moment.
(() => {
  const A_MOMENT = 1500;

  const textOf = (button) => button.dataset.copy || document.getElementById(button.dataset.copyFrom)?.textContent || "";
  const write = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Without TLS browsers offer no clipboard; an old command still does.
    const field = Object.assign(document.createElement("textarea"), { value: text, className: "sr-only" });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    if (!button) return;
    try { await write(textOf(button)); } catch { return; }
    button.dataset.copied = "";
    document.getElementById("announcer").textContent = "Copied";
    setTimeout(() => { delete button.dataset.copied; document.getElementById("announcer").textContent = ""; }, A_MOMENT);
  });
})();
