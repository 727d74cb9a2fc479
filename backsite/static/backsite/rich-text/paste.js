// Pasting into a rich text: what other programs put on the clipboard, made one of our texts.

import { pastedHtml, struckWords } from "./pasted-html.js";
import { plainHtml } from "./pasted-plain.js";

const OURS = "data-pm-slice"; // what is copied from one of our own texts needs no reading

const PICTURE =
  "A picture cannot stand in this text. Paste or drop it on a question, below which it stands.";

/** Below the field: what of the last paste was left out, until the next one. */
function tellOfLeftOut(editor, words) {
  const named = words.map((each) => `“${each}”`).join(", ");
  tell(editor, words.length ? `Left out of the paste, as it is struck through: ${named}.` : "");
}

function tell(editor, told) {
  const field = editor.view.dom.closest(".prose-editor");
  let says = field.nextElementSibling;
  if (!says?.matches("[data-left-out]")) {
    if (!told) return;
    says = Object.assign(document.createElement("p"), { className: "help" });
    says.dataset.leftOut = "";
    says.setAttribute("role", "status");
    field.after(says);
  }
  requestAnimationFrame(() => {
    says.textContent = told; // a screen reader says what comes into a place that was there before
  });
}

document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
  let isOwn = false; // the editor asks again about what is put in here
  editor.setOptions({
    editorProps: {
      transformPastedHTML(html) {
        if (isOwn) return html;
        const isOurs = html.includes(OURS);
        tellOfLeftOut(editor, isOurs ? [] : struckWords(html));
        return isOurs ? html : pastedHtml(html);
      },
      handlePaste(view, event) {
        const { clipboardData } = event;
        if (isOwn || clipboardData.getData("text/html")) return false;
        const text = clipboardData.getData("text/plain");
        // One pasted on a question is its figure: add-pictures.js takes it before this is asked.
        tell(editor, clipboardData.files.length && !text ? PICTURE : "");
        if (view.input.shiftKey) return false;
        const html = plainHtml(text);
        if (!html) return false;
        isOwn = true;
        view.pasteHTML(html, event);
        isOwn = false;
        return true;
      },
    },
  });
});
