// Pasting into a rich text: what other programs put on the clipboard, made one of our texts.

import { pastedHtml } from "./pasted-html.js";
import { plainHtml } from "./pasted-plain.js";

const OURS = "data-pm-slice"; // what is copied from one of our own texts needs no reading

document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
  let isOwn = false; // the editor asks again about what is put in here
  editor.setOptions({
    editorProps: {
      transformPastedHTML: (html) => (isOwn || html.includes(OURS) ? html : pastedHtml(html)),
      handlePaste(view, event) {
        const { clipboardData } = event;
        if (isOwn || clipboardData.getData("text/html") || view.input.shiftKey) return false;
        const html = plainHtml(clipboardData.getData("text/plain"));
        if (!html) return false;
        isOwn = true;
        view.pasteHTML(html, event);
        isOwn = false;
        return true;
      },
    },
  });
});
