// A note or a comment is sent where one is, so that a draft with unsaved words need not be left for
// it. The forms work without this: they lead to the page of notes or of comments.

const SECTIONS = ["[data-notes]", "[data-comments]"];

document.addEventListener("submit", async (event) => {
  const kind = SECTIONS.find((each) => event.target.closest(each));
  if (!kind) return;
  event.preventDefault();
  const form = event.target;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(kind);
    if (!answer.ok || !fresh) throw new Error(String(answer.status));
    form.closest(kind).replaceWith(fresh);
    const next = fresh.querySelector(kind === "[data-notes]" ? "textarea" : "h2");
    if (next?.matches("h2")) next.tabIndex = -1;
    next?.focus();
  } catch {
    form.submit(); // as without scripts: the browser shows what is wrong
  }
});
