// A note or a comment is sent where one is, so that a draft with unsaved words need not be left for
// it, and what is typed stays on this device until it is sent. The forms work without this: they lead
// to the page of notes or of comments.

const SECTIONS = ["[data-notes]", "[data-comments]"];
const NOT_TYPED = "csrfmiddlewaretoken";
const page = document.querySelector("[data-draft-backup]")?.dataset;

const sectionOf = (element) => SECTIONS.find((each) => element.closest(each));
const formOf = (kind) => document.querySelector(`${kind} form:has(textarea)`);
const plain = (text) => text.replace(/\s+/g, " ").trim();

// Each window keeps its own words, under a name that it has until it is loaded again. Loaded again it
// goes on with those, and with none of its own it takes up the last that any window left.
const own = Date.now().toString(36) + Math.random().toString(36).slice(2);
const prefixOf = (kind) => `note-typed:${page.person}:${page.edition}:${kind}:`;
const storage = openStorage();
const before = storage?.tab.getItem("note-window");
storage?.tab.setItem("note-window", own);

/** Of this device and of this window alone; null where the browser keeps nothing. */
function openStorage() {
  try {
    return { device: localStorage, tab: sessionStorage };
  } catch {
    return null;
  }
}

/** `isSent`: these words are on their way, and no later ones. */
function keep(kind, form, { isSent = false } = {}) {
  if (!form.elements.text.value.trim()) return forget(kind);
  const typed = [...new FormData(form)].filter(([name]) => name !== NOT_TYPED);
  try {
    const copy = { at: new Date().toISOString(), typed, isSent };
    storage?.device.setItem(prefixOf(kind) + own, JSON.stringify(copy));
  } catch {
    // a full storage: the words stand in the field
  }
}

function forget(kind, window = own) {
  storage?.device.removeItem(prefixOf(kind) + window);
}

/** What was kept: of this window as it is and as it was loaded before, then the newest. */
function copiesOf(kind) {
  const keys = Object.keys(storage?.device ?? {}).filter((key) => key.startsWith(prefixOf(kind)));
  const copies = keys.map((key) => ({
    window: key.slice(prefixOf(kind).length),
    ...JSON.parse(storage.device.getItem(key)),
  }));
  const rank = ({ window }) => [own, before].indexOf(window) >>> 0; // any other one comes last
  return copies.sort((a, b) => rank(a) - rank(b) || b.at.localeCompare(a.at));
}

const wordsOf = ({ typed }) => plain(new Map(typed).get("text"));

/** Whether words that were on their way stand in the section. */
function hasArrived(kind, copy) {
  const said = [...document.querySelectorAll(`${kind} :is(li, .comment)`)];
  return copy.isSent && said.some((each) => plain(each.textContent).includes(wordsOf(copy)));
}

/** Put back what was typed before, unless it was sent by now. */
function bringBack(kind, copies = copiesOf(kind)) {
  const form = formOf(kind);
  if (!form || form.elements.text.value) return;
  const arrived = copies.filter((copy) => hasArrived(kind, copy));
  for (const copy of arrived) forget(kind, copy.window);
  const left = copies.find((copy) => !arrived.includes(copy));
  if (!left) return;
  for (const [name, value] of left.typed)
    if (form.elements[name]) form.elements[name].value = value;
  keep(kind, form);
  if (left.window === before) forget(kind, before); // another window may be open, with its own
  const said = Object.assign(document.createElement("p"), { className: "quiet" });
  said.textContent =
    "You typed this here before, and have not sent it. It was kept on this device.";
  form.prepend(said);
}

/** What was sent from here is sent for every window that has the same words. What was typed on while
    it was under way comes back into the new field. */
function forgetSent(kind) {
  const [sent, ...others] = copiesOf(kind);
  if (sent?.window !== own) return;
  if (!sent.isSent) return bringBack(kind, [sent]);
  forget(kind);
  for (const copy of others) if (wordsOf(copy) === wordsOf(sent)) forget(kind, copy.window);
}

if (page) {
  for (const kind of SECTIONS) bringBack(kind);
  document.addEventListener("input", ({ target }) => {
    const kind = sectionOf(target);
    if (kind && target.form === formOf(kind)) keep(kind, target.form);
  });
}

const underWay = new WeakSet(); // forms: sent twice, a note is there twice, and a comment open again

document.addEventListener("submit", async (event) => {
  const kind = sectionOf(event.target);
  if (!kind) return;
  event.preventDefault();
  const form = event.target;
  if (underWay.has(form)) return;
  underWay.add(form);
  const isTyped = form === formOf(kind); // and no “Resolve” beside it
  if (page && isTyped) keep(kind, form, { isSent: true });
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const sent = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = sent.querySelector(kind);
    if (!answer.ok || !fresh) throw new Error(String(answer.status));
    document.querySelector(kind).replaceWith(fresh); // another of its forms may have come before
    if (page && isTyped) forgetSent(kind);
    else if (page)
      bringBack(
        kind,
        copiesOf(kind).filter((copy) => copy.window === own),
      );
    const next = fresh.querySelector(kind === "[data-notes]" ? "textarea" : "h2");
    if (next?.matches("h2")) next.tabIndex = -1;
    next?.focus();
  } catch {
    underWay.delete(form); // whoever comes back to this page can send it again
    form.submit(); // as without scripts: the browser shows what is wrong
  }
});
