// What the server answers to a page: its text. Null where nothing comes that the page could show: no answer, a refusal,
// a way to sign-in, or half of one because the page is being left.
window.answerOf = async (address, options) => {
  try {
    const response = await fetch(address, options);
    return response.ok && !response.redirected ? await response.text() : null;
  } catch {
    return null;
  }
};
