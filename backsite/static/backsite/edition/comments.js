// A comment is sent where one is, so that a draft with unsaved words need not be left for it, and
// begins with the words that were selected last. The forms work without this.

let selected = null; // the words, and the number of the question that they stand in, if any

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const inside = selection.anchorNode?.parentElement?.closest("#edition_form");
  const words = selection.toString().trim().replace(/\s+/g, " ").slice(0, 300);
  if (!inside || !words) return;
  const block = selection.anchorNode.parentElement.closest("[id^='answers-']");
  selected = { words, wording: block?.querySelector("[name$='-wording']")?.value };
});

document.addEventListener("focusin", (event) => {
  const form = event.target.closest("[data-comments] form");
  const quote = form?.querySelector("[data-quote]");
  if (!quote || quote.value || !selected) return;
  quote.value = selected.words;
  for (const option of form.elements.question.options) {
    if (option.text === selected.wording) option.selected = true;
  }
  selected = null;
});

document.addEventListener("submit", async (event) => {
  const section = event.target.closest("[data-comments]");
  if (!section) return;
  event.preventDefault();
  const form = event.target;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-comments]");
    if (!answer.ok || !fresh) throw new Error(String(answer.status));
    section.replaceWith(fresh);
    fresh.querySelector("h2").tabIndex = -1;
    fresh.querySelector("h2").focus();
  } catch {
    form.submit(); // as without scripts: the browser shows what is wrong
  }
});
