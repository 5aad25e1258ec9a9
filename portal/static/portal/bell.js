// The bell: asked when the page opens, when one comes back to it, and every few seconds while something runs.
(() => {
  const bell = document.getElementById("bell");
  if (!bell) return;
  const PAUSE = 5000;
  let waiting, known, shown, leaving = false;
  window.addEventListener("submit", (event) => { leaving = !event.defaultPrevented; });

  async function ask() {
    clearTimeout(waiting);
    const now = await answerOf(bell.dataset.from);
    if (now === null) return;
    if (now !== shown) bell.innerHTML = shown = now; // what is the same stays, under the finger that presses it
    bell.hidden = false;
    const { over, running, seenAs } = bell.querySelector("summary").dataset;
    // In another window it has begun or ended that one sees the portal as somebody else.
    if (seenAs !== document.documentElement.dataset.seenAs && !leaving) location.reload();
    if (known !== undefined && Number(over) > known) {
      document.getElementById("announcer").textContent = bell.querySelector("summary").getAttribute("aria-label");
    }
    known = Number(over);
    if (Number(running)) waiting = setTimeout(ask, PAUSE);
  }

  document.addEventListener("visibilitychange", () => document.hidden || ask());
  document.addEventListener("portico:ran", ask);
  window.addEventListener("focus", ask);
  window.addEventListener("pageshow", (event) => event.persisted && ask());
  ask();
})();
