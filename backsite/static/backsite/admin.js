// Names for parts of the admin that come without one, so that a screen reader can tell them apart.

/** The rich text editor is a nameless text box: it takes the label of the field it stands for. */
function nameEditor(textarea) {
  const label = document.querySelector(`label[for="${CSS.escape(textarea.id)}"]`);
  const editor = textarea.closest(".prose-editor")?.querySelector(".ProseMirror");
  if (label && editor) {
    label.id ||= `${textarea.id}_label`;
    editor.setAttribute("aria-labelledby", label.id);
  }
}

/** The question mark beside such a field carries a label, which only an image may. */
function nameTooltips(root) {
  for (const tooltip of root.querySelectorAll(".help-tooltip[aria-label]")) {
    tooltip.setAttribute("role", "img");
  }
}

// A writing field takes the place of its text area while the page is being loaded: whoever was
// typing there already goes on in it.
let inTextarea = null;
document.addEventListener("focusin", (event) => {
  inTextarea = event.target.matches("textarea") ? event.target : null;
});
document.addEventListener("pointerdown", () => {
  inTextarea = null; // a click on nothing leaves the field, and no other field says so
});

document.addEventListener("prose-editor:ready", (event) => {
  const textarea = event.target;
  const { editor } = event.detail;
  nameEditor(textarea);
  textarea.proseEditor = editor; // for what else writes into the text area
  if (textarea === inTextarea) {
    const isAtEnd = textarea.selectionStart === textarea.value.length;
    editor.commands.focus(isAtEnd ? "end" : "start");
  }
});
document.addEventListener("formset:added", (event) => {
  nameTooltips(event.target);
});
window.addEventListener("load", () => nameTooltips(document));

// A save ends on another page: the device need not keep longer what was typed (edition/draft-backup.js),
// unless more was typed while the save was under way.
const saved = location.hash.match(/^#saved-(\w+)$/)?.[1];
if (saved) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith("edition-typed:") || !key.endsWith(`:${saved}`)) continue;
      if (JSON.parse(localStorage.getItem(key)).isSaving) localStorage.removeItem(key);
    }
  } catch {
    // a closed storage kept nothing
  }
  history.replaceState(null, "", location.pathname + location.search);
}

// Ctrl+/ (or Cmd+/) goes to the search box of the office from anywhere, also out of a field.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const box = document.getElementById("office-search");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
