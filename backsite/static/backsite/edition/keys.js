// Ctrl+S (or Cmd+S) saves the draft and stays on its page, as the button of that name does.

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const save = document.querySelector('#edition_form [name="_continue"]');
  if (!save) return;
  event.preventDefault();
  save.click();
});

// After such a save the page is where it was: as far down, and in the same field at the same letter.

const form = document.getElementById("edition_form");
const remembered = `place:${location.pathname}`;

function placeNow() {
  const active = document.activeElement;
  const textarea = active?.closest(".prose-editor")?.querySelector("textarea");
  const { name } = textarea ?? active ?? {};
  const at = textarea ? textarea.proseEditor?.state.selection.from : active?.selectionStart;
  return { y: scrollY, name, at };
}

function comeBack({ y, name, at }) {
  const field = name && form.elements[name];
  const settle = () => {
    if (field?.proseEditor) field.proseEditor.chain().setTextSelection(at).focus(null).run();
    else if (field?.focus) {
      field.focus({ preventScroll: true });
      if (typeof at === "number" && field.setSelectionRange) field.setSelectionRange(at, at);
    }
    scrollTo(0, y);
  };
  field?.addEventListener?.("prose-editor:ready", () => setTimeout(settle), { once: true });
  settle();
}

let last = null; // where one was before the button that saves took the focus
form?.addEventListener("focusout", () => {
  last = placeNow();
});
form?.addEventListener("submit", (event) => {
  if (event.submitter?.name !== "_continue") return;
  const now = placeNow();
  const place = now.name && now.name !== "_continue" ? now : { ...last, y: scrollY };
  sessionStorage.setItem(remembered, JSON.stringify(place));
});
const before = sessionStorage.getItem(remembered);
sessionStorage.removeItem(remembered);
if (form && before && !document.querySelector(".form-errors, #conflicts-heading")) {
  addEventListener("load", () => comeBack(JSON.parse(before)), { once: true });
}
