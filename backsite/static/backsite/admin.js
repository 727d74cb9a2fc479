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

/** The question mark beside a chooser carries a label, which only an image may. */
function nameTooltips(root) {
  for (const tooltip of root.querySelectorAll(".help-tooltip[aria-label]")) {
    tooltip.setAttribute("role", "img");
  }
}

document.addEventListener("prose-editor:ready", (event) => nameEditor(event.target));
document.addEventListener("formset:added", (event) => {
  nameTooltips(event.target);
});
window.addEventListener("load", () => nameTooltips(document));
