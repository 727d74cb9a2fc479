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

// Words that an open comment is about are marked in the writing fields, by the browser alone: nothing
// is put into the text. Browsers that cannot do this list the comments all the same.

/** Where the words stand in an editor, however they are parted into lines and nodes. */
function rangeOf(quote, editor) {
  const texts = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
  const places = [];
  let all = "";
  while (texts.nextNode()) {
    const { data } = texts.currentNode;
    for (let at = 0; at < data.length; at++) {
      if (/\s/.test(data[at])) continue;
      all += data[at];
      places.push([texts.currentNode, at]);
    }
  }
  const sought = quote.replace(/\s+/g, "");
  const first = sought ? all.indexOf(sought) : -1;
  if (first < 0) return null;
  const [lastNode, lastAt] = places[first + sought.length - 1];
  const range = new Range();
  range.setStart(...places[first]);
  range.setEnd(lastNode, lastAt + 1);
  return range;
}

function markPassages() {
  const ranges = [];
  for (const comment of document.querySelectorAll("[data-comments] .comment[data-block]")) {
    const quote = comment.querySelector("blockquote")?.textContent ?? "";
    const { block } = comment.dataset;
    const part = block === "id_title" ? ".field-introduction" : `[id="${block}"]`;
    for (const editor of document.querySelectorAll(`${part} .ProseMirror[contenteditable]`)) {
      const range = rangeOf(quote, editor);
      if (range) ranges.push(range);
    }
  }
  CSS.highlights.set("passage", new Highlight(...ranges));
}

if (CSS.highlights) {
  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(markPassages, 300);
  };
  addEventListener("load", soon);
  document.addEventListener("prose-editor:ready", soon);
  document.addEventListener("input", soon);
  const beside = document.querySelector(".beside-last");
  if (beside) new MutationObserver(soon).observe(beside, { childList: true, subtree: true });
}
