// A note or a comment is sent where one is, so that a draft with unsaved words need not be left for
// it, and what is typed stays on this device until it is sent. The forms work without this: they lead
// to the page of notes or of comments.

const SECTIONS = ["[data-notes]", "[data-comments]"];
const NOT_TYPED = "csrfmiddlewaretoken";
const page = document.querySelector("[data-draft-backup]")?.dataset;

const sectionOf = (element) => SECTIONS.find((each) => element.closest(each));
const keyOf = (kind) => `note-typed:${page.person}:${page.edition}:${kind}`;
const formOf = (kind) => document.querySelector(`${kind} form:has(textarea)`);
const plain = (text) => text.replace(/\s+/g, " ").trim();

function keep(kind, form) {
  const typed = [...new FormData(form)].filter(([name]) => name !== NOT_TYPED);
  try {
    if (form.elements.text.value.trim()) localStorage.setItem(keyOf(kind), JSON.stringify(typed));
    else localStorage.removeItem(keyOf(kind));
  } catch {
    // a full or closed storage: the words stand in the field
  }
}

function keptOf(kind) {
  try {
    return localStorage.getItem(keyOf(kind));
  } catch {
    return null; // a closed storage keeps nothing
  }
}

function forget(kind) {
  try {
    localStorage.removeItem(keyOf(kind));
  } catch {
    // nothing was kept
  }
}

/** Put back what was typed before, unless it was sent by now. */
function bringBack(kind) {
  const form = formOf(kind);
  const kept = form && keptOf(kind);
  if (!kept || form.elements.text.value) return;
  const typed = JSON.parse(kept);
  const words = plain(new Map(typed).get("text"));
  if (plain(document.querySelector(kind).textContent).includes(words)) {
    forget(kind);
    return;
  }
  for (const [name, value] of typed) if (form.elements[name]) form.elements[name].value = value;
  const said = Object.assign(document.createElement("p"), { className: "quiet" });
  said.textContent =
    "You typed this here before, and have not sent it. It was kept on this device.";
  form.prepend(said);
}

if (page) {
  for (const kind of SECTIONS) bringBack(kind);
  document.addEventListener("input", ({ target }) => {
    const kind = sectionOf(target);
    if (kind && target.form === formOf(kind)) keep(kind, target.form);
  });
}

document.addEventListener("submit", async (event) => {
  const kind = sectionOf(event.target);
  if (!kind) return;
  event.preventDefault();
  const form = event.target;
  const isTyped = form === formOf(kind); // and no “Resolve” beside it
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const sent = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = sent.querySelector(kind);
    if (!answer.ok || !fresh) throw new Error(String(answer.status));
    form.closest(kind).replaceWith(fresh);
    if (page && isTyped) forget(kind);
    else if (page) bringBack(kind);
    const next = fresh.querySelector(kind === "[data-notes]" ? "textarea" : "h2");
    if (next?.matches("h2")) next.tabIndex = -1;
    next?.focus();
  } catch {
    form.submit(); // as without scripts: the browser shows what is wrong
  }
});
