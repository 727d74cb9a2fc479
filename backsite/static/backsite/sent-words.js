// What is sent from a form of the office when the session has ended leads to the sign-in page, and from
// there to the form again, which is empty then. So what was typed waits in this window, for the person
// who sent it, until a page of the office comes: after signing in it stands in its fields again. The
// form of an edition has its own nets (edition/draft-backup.js).

const KEY = "sent-words";
const SIGNING_IN = "/accounts/";
const TYPED =
  "textarea, select:not([multiple]), input:not([type]), input:is([type=text], [type=url])";
const CHOSEN = "input[type=radio]:checked";
const person = document.querySelector("#user-tools [data-person]")?.dataset.person;

/** Taken out: it comes back once. */
function take() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
    return kept;
  } catch {
    return null; // a closed storage keeps nothing
  }
}

function fill(field, value) {
  field.value = value;
  field.proseEditor?.commands.setContent(value);
}

function putBack({ typed }) {
  const forms = [...document.querySelectorAll("#content form")];
  const form = forms.find(({ elements }) => typed.every(([name]) => elements[name]));
  if (!form) return;
  for (const [name, value] of typed) fill(form.elements[name], value);
  const said = Object.assign(document.createElement("p"), { className: "errornote" });
  said.setAttribute("role", "status");
  said.textContent =
    "You were signed out before this was sent. What you typed stands in its fields again: look at it, and send it. A file has to be chosen again.";
  form.prepend(said);
}

const kept = take();
const before = document.referrer && new URL(document.referrer);
const isSignedIn =
  before && before.origin === location.origin && before.pathname.startsWith(SIGNING_IN);
if (kept && isSignedIn && kept.person === person && kept.path === location.pathname) putBack(kept);

document.addEventListener("submit", ({ target: form }) => {
  if (form.method !== "post" || form.id === "edition_form" || !form.closest("#content")) return;
  const fields = [...form.querySelectorAll(`${TYPED}, ${CHOSEN}`)].filter(({ name }) => name);
  const typed = fields.map(({ name, value }) => [name, value]);
  if (!typed.length) return;
  try {
    const { pathname: path } = new URL(form.getAttribute("action") ?? "", location.href);
    sessionStorage.setItem(KEY, JSON.stringify({ person, path, typed }));
  } catch {
    // no room for it: the Back key leads to it
  }
});
