/* Shows the walks that wait on this device and sends them, on every page behind a login and on the
   page that opens without a connection. The queue itself is walk-queue.js. */

const queue = self.walkQueue;
const RETRY_MS = 30_000;
const REASONS = {
  "": "",
  line: "There is no connection, or the site does not answer. They are sent when it does, while this page or another of yours is open.",
  "sign-in": "Sign in, and they are sent.",
  agree: "Agree once more that your journal is kept, and they are sent.",
};
const place = document.querySelector("[data-waiting]");
const shell = document.querySelector("[data-walk-shell]");
const {
  walker: signedIn,
  now: serverSeconds,
  zone: journalZone,
} = document.querySelector("[data-walker]")?.dataset ?? {};
const some = (number) => (number === 1 ? "1 walk" : `${number} walks`);
let timer = 0;

function describe({ minutes, pain_before, pain_after, started_at, saved_at }) {
  const moment = new Date(started_at ?? saved_at);
  const options = {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
  };
  const when = Number.isNaN(moment.valueOf())
    ? started_at
    : moment.toLocaleString("en-GB", options);
  const long = minutes === undefined ? "length not said" : `${minutes} minutes`;
  return `${started_at ? "Begun" : "Saved"} ${when}: ${long}, pain ${pain_before ?? "?"} before, ${pain_after ?? "?"} after.`;
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function itemOf(row) {
  const item = element("li", describe(row.walk));
  if (!row.reason) return item;
  item.append(element("p", `Not taken: ${row.reason}`, { class: "invalid-feedback" }));
  const actions = element("p", "", { class: "actions" });
  const correct = element("a", "Correct it", {
    class: "btn",
    href: `${place.dataset.form}#waiting=${row.entry}`,
  });
  const drop = element("button", "Remove it", { class: "btn", type: "button" });
  drop.addEventListener("click", async () => {
    if (!confirm("Remove this walk from the device? It was not stored anywhere else.")) return;
    await queue.remove(row.entry);
    await show();
  });
  actions.append(correct, drop);
  item.append(actions);
  return item;
}

async function show({ sent = 0, why = "" } = {}) {
  if (!place) return;
  const rows = await queue.waiting(await queue.walker());
  const heading = place.querySelector("[data-count]");
  heading.textContent = rows.length
    ? `${some(rows.length)} waiting on this device`
    : "Nothing waits on this device";
  place.querySelector("[data-list]").replaceChildren(...rows.map(itemOf));
  place.querySelector("[data-why]").textContent = rows.length ? REASONS[why] : "";
  if (sent) place.querySelector("[data-sent]").textContent = `Sent to your journal: ${some(sent)}.`;
  place.querySelector("[data-open]").hidden = !sent && !["sign-in", "agree"].includes(why);
  place.hidden = !(rows.length || sent);
}

/** Send what waits now; as long as something does, try again. */
async function send() {
  clearTimeout(timer);
  const outcome = await queue.send();
  await show(outcome);
  if (outcome.why === "line" && document.visibilityState === "visible")
    timer = setTimeout(send, Math.max(RETRY_MS, outcome.wait ?? 0));
  return outcome;
}

// --- Forms of the server's pages: whose walk it is, and a refused one to correct ------------------

const fields = document.querySelectorAll('form [name="entry"], form [name="pain_after"]');
for (const form of new Set(signedIn ? [...fields].map((field) => field.form) : [])) {
  form.append(element("input", "", { type: "hidden", name: "walker_key", value: signedIn }));
}

/** A moment as a field of the server's form takes it: on the clock of the journal. */
function onJournalsClock(moment) {
  const options = { timeZone: journalZone, dateStyle: "short", timeStyle: "short" };
  try {
    return new Intl.DateTimeFormat("sv-SE", options).format(moment).replace(" ", "T"); // as Swedes write it
  } catch {
    return ""; // a zone that this browser does not know, or no moment
  }
}

/** Say in the form when a kept walk began. Left empty it would be one of just now, which none is:
    who saved it without a start had just come back then, and nobody knows when a clock was wrong. */
function fillInStart(form, { walk, isStartUnknown, savedAt = walk.saved_at }) {
  const start = form.querySelector('[name="started_at"]');
  const minutes = form.querySelector('[name="minutes"]');
  const said = walk.started_at ?? "";
  form.noValidate = false;
  start.required = true;
  const help = document.getElementById(`${start.id}_helptext`); // that it may be left empty
  help?.replaceChildren("This walk waited on the device, so it needs its day and time.");
  start.value = said.endsWith("Z") ? onJournalsClock(new Date(said)) : said.slice(0, 16);
  if (isStartUnknown) start.value = "";
  if (isStartUnknown || said) return;
  const suggest = () => {
    start.value = onJournalsClock(Date.parse(savedAt) - (Number(minutes.value) || 0) * 60_000);
  };
  suggest();
  minutes.addEventListener("input", suggest);
  start.addEventListener("input", () => minutes.removeEventListener("input", suggest));
}

async function fillIn() {
  const wanted = location.hash.match(/^#waiting=([\w-]+)$/)?.[1];
  const row = wanted && (await queue.waiting(signedIn)).find((each) => each.entry === wanted);
  const form = row && document.querySelector('form:has(input[name="entry"])');
  if (!form) return;
  for (const [name, value] of Object.entries(row.walk)) {
    const text = value === true ? "yes" : value === false ? "no" : String(value);
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (field.type === "radio") field.checked = field.value === text;
      else field.value = text;
    }
  }
  fillInStart(form, row);
}

// --- Signing out: says what still waits, then removes it ------------------------------------------

async function mayLeave() {
  if ((await queue.waiting(signedIn)).length) await queue.send();
  const left = (await queue.waiting(signedIn)).length;
  await show();
  const question = `${some(left)} on this device could not be sent to your journal. Signing out removes ${left === 1 ? "it" : "them"} from the device for good.`;
  return !left || confirm(`${question}\n\nSign out all the same?`);
}

async function signOut(form) {
  if (!(await mayLeave())) return;
  const response = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(
    () => null,
  );
  if (!response) {
    alert("There is no connection, so you are still signed in, and nothing was removed.");
  } else if (response.ok) {
    await queue.forget(signedIn);
    location.assign(response.url);
  } else {
    form.submit(); // the browser shows what the server says
  }
}

for (const form of signedIn ? document.querySelectorAll('form[action$="/logout/"]') : []) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    signOut(form).catch(() => form.submit()); // no storage here: then nothing waits in it
  });
}

// --- The page without a connection ----------------------------------------------------------------

/** Not smoothly: what is added above would stop it half-way. */
const bringInView = (said) => said.scrollIntoView({ block: "nearest", behavior: "instant" });

async function startShell() {
  const form = shell.querySelector("form");
  const isKnown = Boolean(await queue.walker());
  form.hidden = !isKnown;
  shell.querySelector("[data-nobody]").hidden = isKnown;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = new FormData(form);
    const started = fields.get("started_at");
    if (started) fields.set("started_at", new Date(started).toISOString()); // on this device's clock
    const isKept = await queue.add(fields).catch(() => false);
    const said = shell.querySelector("[data-kept]");
    said.textContent = isKept
      ? "Kept on this device."
      : "This browser keeps nothing, so the walk is not saved. Write it down.";
    bringInView(said); // it stands below the button
    if (!isKept) return;
    form.reset();
    navigator.storage?.persist?.(); // what waits is not to be cleared when space runs short
    const worker = await navigator.serviceWorker?.getRegistration();
    worker?.sync?.register("walks").catch(() => {}); // sent though no page is open, where it can
    await show(); // a line more above it
    bringInView(said);
    await send();
  });
}

if (signedIn) await queue.setWalker(signedIn, serverSeconds * 1000).catch(() => {});
if (shell) await startShell().catch(() => {});
await fillIn().catch(() => {});
await show().catch(() => {});
await send().catch(() => {});
addEventListener("online", send);
document.addEventListener(
  "visibilitychange",
  () => document.visibilityState === "visible" && send(),
);
