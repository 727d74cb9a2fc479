// A note is added where one is, so that a draft with unsaved words need not be left for it.
// The form works without this: it leads to the page of notes.

document.addEventListener("submit", async (event) => {
  const section = event.target.closest("[data-notes]");
  if (!section) return;
  event.preventDefault();
  const form = event.target;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-notes]");
    if (!answer.ok || !fresh) throw new Error(String(answer.status));
    section.replaceWith(fresh);
    fresh.querySelector("textarea")?.focus();
  } catch {
    form.submit(); // as without scripts: the browser shows what is wrong
  }
});
