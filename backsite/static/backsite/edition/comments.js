// A comment begins with the words that were selected last. The form works without this.

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
