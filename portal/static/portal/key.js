// Says in words why a security key did not work; without it, allauth's script writes that to the console only.
document.addEventListener("allauth.error", (event) => {
  const place = document.getElementById("key-trouble");
  if (!place) return;
  event.preventDefault();
  const name = event.detail && event.detail.exception && event.detail.exception.name;
  place.textContent = name === "InvalidStateError"
    ? "This key is set up already. Use another one."
    : name === "NotAllowedError"
      ? "The key was not used in time, or you stopped. Try again."
      : "This browser can't use security keys here. Try another browser, or use an app.";
  place.hidden = false;
});
