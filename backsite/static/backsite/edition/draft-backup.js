// What is typed into an edition's form is kept on the server while it is typed, and on this device
// as a second net: a lost line, a session that has run out or a closed window lose nothing. A copy
// that was left is offered, never put in by itself. (A copy that was saved is removed in admin.js.)

const place = document.querySelector("[data-draft-backup]");
const form = document.getElementById("edition_form");
// In milliseconds, and never longer because somebody goes on typing.
const ON_DEVICE = 500; // from the first word that the copy on the device lacks until it is written
const EVERY = 2000; // from the first word that is not on the server until it is sent
const ANSWER_WITHIN = 8000; // with a server that does not answer, until it is asked again

if (place) {
  const { edition, person, editable, typed } = place.dataset;
  const leftOnServer = document.getElementById("left-on-server");
  let onServer = leftOnServer && JSON.parse(leftOnServer.textContent);
  const prefix = `edition-typed:${person}:${edition}:`;
  const own = place.dataset.keptAs || Date.now().toString(36) + Math.random().toString(36).slice(2);
  const group = document.querySelector("[data-questions]");
  const left = /^(csrfmiddlewaretoken|kept_as|choose-.*|_.*)$/; // not what somebody typed
  let isChanged = Boolean(place.dataset.keptAs); // a form that came back with errors is not saved
  let isSent = false;
  let waiting = 0;
  let sending = 0; // a timer or a request: never two, or the older words might arrive last
  let unsentSince = 0;
  const running = new Set();

  const entries = () =>
    [...new FormData(form)].filter(
      ([name, value]) => !left.test(name) && typeof value === "string",
    );
  const words = (fields) => JSON.stringify(fields.filter(([name]) => name !== "base"));

  function keep() {
    clearTimeout(waiting);
    waiting = 0;
    try {
      const copy = { at: new Date().toISOString(), fields: entries() };
      localStorage.setItem(prefix + own, JSON.stringify(copy));
    } catch {
      // A full or closed storage: the warning on leaving still stands.
    }
  }

  // --- On the server: one copy for each person and draft, replaced while they type.

  const state = document.createElement("p");
  state.className = "typed-state";

  function sendSoon() {
    unsentSince ||= Date.now();
    if (sending) return;
    sending = setTimeout(send, Math.max(0, EVERY - (Date.now() - unsentSince)));
  }

  async function send() {
    unsentSince = 0; // what is typed from here on is not in this request
    if (!isSent) await sendNow();
    sending = 0;
    if (unsentSince && !isSent) sendSoon();
  }

  async function sendNow() {
    try {
      const answer = await post(new FormData(form));
      state.textContent = `Not saved yet. Kept on the server at ${answer.at}.`;
      tellOthers(answer.others);
    } catch {
      if (isSent) return; // the save took the words along
      state.textContent = "Not saved yet. The server cannot be reached: kept on this device alone.";
      unsentSince = Date.now();
    }
  }

  async function post(body) {
    const asked = new AbortController();
    running.add(asked);
    const patience = setTimeout(() => asked.abort(), ANSWER_WITHIN);
    try {
      const { signal } = asked;
      const answer = await fetch(typed, { method: "POST", body, redirect: "error", signal });
      if (!answer.ok) throw new Error(String(answer.status));
      return await answer.json();
    } finally {
      clearTimeout(patience);
      running.delete(asked);
    }
  }

  /** The copy of one window is brought back or thrown away: it need not stay on the server. */
  function discard(window) {
    if (onServer?.window === window) onServer = null;
    if (!typed) return;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("discard", window);
    post(body).catch(() => {}); // it is offered again, and goes with the next save
  }

  function tellOthers(others) {
    const told = document.querySelector("[data-others-typing]");
    told.hidden = !others.length;
    told.replaceChildren(
      ...others.map(({ name, at, address }) => {
        const line = document.createElement("span");
        const who = document.createElement("strong");
        const link = Object.assign(document.createElement("a"), { href: address });
        who.textContent = name;
        link.textContent = "See their unsaved words";
        line.append(who, ` is writing in this draft too, last at ${at}. `, link, " ");
        return line;
      }),
    );
  }

  /** The copies that other windows of this person left, the newest first. */
  function copies() {
    const found = [];
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix) && key !== prefix + own) {
        found.push({ key, ...JSON.parse(localStorage.getItem(key)) });
      }
    }
    const isHere = found.some(({ key }) => key === prefix + onServer?.window);
    if (onServer && !isHere) found.push({ key: prefix + onServer.window, ...onServer });
    return found.sort((one, other) => other.at.localeCompare(one.at));
  }

  function forget({ key }) {
    localStorage.removeItem(key);
    discard(key.slice(prefix.length));
  }

  function offer() {
    for (const copy of copies()) {
      if (form && words(copy.fields) === words(entries())) {
        forget(copy); // it says what stands here already
        continue;
      }
      place.querySelector("[data-backup-at]").textContent = new Date(copy.at).toLocaleString(
        document.documentElement.lang,
        { dateStyle: "long", timeStyle: "short" },
      );
      place.querySelector("[data-bring-back]").onclick = () => {
        bringBack(copy.fields);
        forget(copy);
        offer();
        form.querySelector("input:not([type=hidden])").focus();
      };
      place.querySelector("[data-throw-away]").onclick = () => {
        forget(copy);
        offer();
      };
      place.hidden = false;
      return;
    }
    place.hidden = true;
  }

  function bringBack(fields) {
    const values = new Map();
    for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
    const row = new RegExp(`^${group.dataset.questions}-(\\d+)-(.+)$`);
    const rows = new Map();
    for (const [name, value] of values) {
      const [, index, part] = name.match(row) ?? [];
      if (part) rows.set(index, (rows.get(index) ?? new Map()).set(part, value));
      else if (!name.startsWith(`${group.dataset.questions}-`)) fill(form.elements[name], value);
    }
    // All blocks first: a new one numbers the others by where they stand.
    const blocks = [...rows.values()].map((parts) => [blockOf(parts), parts]);
    for (const [block, parts] of blocks) fillBlock(block, parts);
    group.numberQuestions();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** A row goes where its answer stands; one without, or whose answer is gone, is a new one. */
  function blockOf(parts) {
    const [answer] = parts.get("id") ?? [];
    const ids = [...group.querySelectorAll('[data-question] [name$="-id"]')];
    const known = answer && ids.find((input) => input.value === answer);
    return known ? known.closest("[data-question]") : group.addQuestion();
  }

  function fillBlock(block, parts) {
    for (const field of block.querySelectorAll("[name]")) {
      const part = field.name.match(/-(?:\d+)-(.+)$/)?.[1];
      if (part && part !== "id" && part !== "edition") fill(field, parts.get(part) ?? []);
    }
  }

  function fill(field, values) {
    if (!field) return;
    if (field.type === "checkbox") {
      field.checked = values.length > 0;
    } else if (field.type === "select-multiple") {
      choose(field, values);
    } else {
      field.value = values[0] ?? "";
      field.proseEditor?.commands.setContent(field.value);
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** The chosen ones first, in their order; those that the list lacks come from the page's own. */
  function choose(select, values) {
    const what = select.closest("[data-autocomplete]")?.dataset.autocomplete;
    for (const option of select.options) option.selected = false;
    for (const value of [...values].reverse()) {
      const known = [...select.options].find((option) => option.value === value);
      const listed = document.querySelector(`#all-${what}s [data-id="${CSS.escape(value)}"]`);
      const option = known ?? new Option(listed?.textContent ?? value, value);
      option.selected = true;
      select.prepend(option);
    }
  }

  if (editable && form) {
    const name = Object.assign(document.createElement("input"), { type: "hidden", value: own });
    name.name = "kept_as";
    form.append(name);
    [...form.querySelectorAll(".submit-row")].at(-1)?.append(state);
    for (const type of ["input", "change"]) {
      form.addEventListener(type, (event) => {
        if (!event.isTrusted && !event.target.name && event.target !== form) return;
        isChanged = true;
        waiting ||= setTimeout(keep, ON_DEVICE);
        sendSoon();
      });
    }
    form.addEventListener("submit", () => {
      isSent = true;
      for (const asked of running) asked.abort(); // or it might arrive after the save
      if (isChanged) keep();
    });
    addEventListener("pagehide", () => isChanged && !isSent && keep());
    addEventListener("pageshow", () => {
      isSent = false;
    });
    addEventListener("beforeunload", (event) => {
      if (isChanged && !isSent) event.preventDefault();
    });
  }
  offer();
}
