// What is typed into an edition's form is kept on the server while it is typed, and on this device
// as a second net: a lost line, a session that has run out or a closed window lose nothing. A copy
// that was left is offered, never put in by itself. (A copy that was saved is removed in admin.js.)

import { fieldsOf, putInto, sayTheSame } from "./typed-fields.js";

const place = document.querySelector("[data-draft-backup]");
const form = document.getElementById("edition_form");
// In milliseconds, and never longer because somebody goes on typing.
const ON_DEVICE = 500; // from the first word that the copy on the device lacks until it is written
const EVERY = 2000; // from the first word that is not on the server until it is sent
const ANSWER_WITHIN = 8000; // with a server that does not answer, until it is asked again

const TOO_MANY =
  " You have unsaved words in more windows of this draft than the server keeps: those of the oldest are on its device alone. Save there, or bring them back here.";

const now = () => performance.now(); // the clock on the wall may be put back
const newName = () => Date.now().toString(36) + Math.random().toString(36).slice(2);

/** The storage of this device; null where the browser has closed it. */
const onDevice = openStorage();

function openStorage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

class LoggedOut extends Error {}
class NoLongerADraft extends Error {}

function hidden(name, value = "") {
  const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
  form.append(input);
  return input;
}

if (place) {
  const { edition, person, editable, typed } = place.dataset;
  const leftOnServer = document.getElementById("left-on-server");
  const onServer = leftOnServer ? JSON.parse(leftOnServer.textContent) : [];
  const prefix = `edition-typed:${person}:${edition}:`;
  const own = place.dataset.keptAs || newName();
  const group = document.querySelector("[data-questions]");
  const done = new Set(); // the windows whose copies were brought back or thrown away here
  let isChanged = Boolean(place.dataset.keptAs); // a form that came back with errors is not saved
  let isSent = false; // as a save, and nothing was typed since
  let waiting = 0;
  let sending = 0; // a timer or a request: never two, or the older words might arrive last
  let unsentSince = 0;
  let lacksRoom = false; // the copy on this device is older than what is typed
  let areTooMany = false; // windows of this draft: the server keeps the words of the last ones alone
  let insteadOf = null; // for the server: the windows whose words were brought back here
  let attempts = null; // and the names of the saves that were sent and perhaps stored
  const running = new Set();

  const saysTheSame = (copy) =>
    form && sayTheSame(copy.fields, fieldsOf(form), group.dataset.questions);

  /** `isSaving`: these words are in a save that is under way, and no later ones. */
  function keep({ isSaving = false } = {}) {
    clearTimeout(waiting);
    waiting = 0;
    try {
      const copy = { at: new Date().toISOString(), fields: fieldsOf(form), isSaving };
      onDevice.setItem(prefix + own, JSON.stringify(copy));
      lacksRoom = false;
    } catch {
      lacksRoom = true; // a full or closed storage
    }
  }

  // --- On the server: one copy for each window, replaced while they type.

  const state = document.createElement("p");
  state.className = "typed-state";

  function sendSoon() {
    unsentSince ||= now();
    if (sending) return;
    sending = setTimeout(send, Math.max(0, EVERY - (now() - unsentSince)));
  }

  async function send() {
    unsentSince = 0; // what is typed from here on is not in this request
    if (!isSent) await sendNow();
    sending = 0;
    if (unsentSince && !isSent) sendSoon();
  }

  async function sendNow() {
    try {
      const answer = await postTyped();
      if (lacksRoom) onDevice?.removeItem(prefix + own); // or the older one would be offered
      areTooMany ||= answer.dropped;
      state.textContent = `Not saved yet. Kept on the server at ${answer.at}.${areTooMany ? TOO_MANY : ""}`;
      tellOthers(answer.others);
    } catch (error) {
      if (isSent) return; // the save took the words along
      sayWhy(error);
      unsentSince = now();
    }
  }

  function sayWhy(error) {
    const where = lacksRoom
      ? "not kept anywhere, for this device has no room left for them. Please copy them elsewhere"
      : "kept on this device alone";
    if (error instanceof LoggedOut) {
      const link = document.createElement("a");
      Object.assign(link, { href: `${location.pathname}#`, target: "_blank" });
      link.textContent = "Log in in another window";
      state.replaceChildren("Not saved yet. You are logged out: your words are ", where, ". ");
      state.append(link, ", and go on here.");
    } else if (error instanceof NoLongerADraft) {
      state.textContent = `Not saved yet. This is no longer a draft of yours to change: your words are ${where}.`;
    } else {
      const what = error.status ? "keep your words now: they" : "be reached: your words";
      state.textContent = `Not saved yet. The server cannot ${what} are ${where}.`;
    }
  }

  async function postTyped() {
    try {
      return await post(new FormData(form));
    } catch (error) {
      if (error.status !== 403) throw error;
      await renewToken(); // who logged in in another window has another one
      return post(new FormData(form));
    }
  }

  async function post(body) {
    const answer = await ask(typed, { method: "POST", body });
    return answer.json();
  }

  /** An answer that is neither a login page nor an error, in good time. */
  async function ask(address, options = {}) {
    const asked = new AbortController();
    running.add(asked);
    const timer = setTimeout(() => asked.abort(), ANSWER_WITHIN);
    try {
      const { signal } = asked;
      const answer = await fetch(address, { ...options, redirect: "manual", signal });
      if (answer.type === "opaqueredirect") throw new LoggedOut();
      if (!answer.ok) throw Object.assign(new Error(), { status: answer.status });
      return answer;
    } finally {
      clearTimeout(timer);
      running.delete(asked);
    }
  }

  async function renewToken() {
    const page = await (await ask(location.pathname)).text();
    const fresh = new DOMParser().parseFromString(page, "text/html");
    if (fresh.querySelector("[data-draft-backup]")?.dataset.person !== person)
      throw new LoggedOut();
    const token = fresh.querySelector("#edition_form [name=csrfmiddlewaretoken]")?.value;
    if (!fresh.querySelector("[data-editable]")) throw new NoLongerADraft();
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
      input.value = token;
    }
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

  // --- What other windows of this person left.

  /** Their copies, the newest first. */
  function copies() {
    const found = [];
    for (const key of Object.keys(onDevice ?? {})) {
      const window = key.slice(prefix.length);
      if (key.startsWith(prefix) && window !== own) {
        found.push({ window, ...JSON.parse(onDevice.getItem(key)) });
      }
    }
    const isHere = (copy) => found.some(({ window }) => window === copy.window);
    found.push(...onServer.filter((copy) => copy.window !== own && !isHere(copy)));
    return found
      .filter(({ window }) => !done.has(window))
      .sort((one, other) => other.at.localeCompare(one.at));
  }

  function forget({ window }) {
    done.add(window);
    onDevice?.removeItem(prefix + window);
    if (!typed) return;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("discard", window);
    post(body).catch(() => {}); // it is offered again
  }

  /** Its words are in the form now. The copies go once there are newer ones in their place. */
  function bringBack(copy) {
    putInto(form, group, copy.fields);
    keep();
    done.add(copy.window);
    insteadOf.value = `${insteadOf.value} ${copy.window}`.trim();
    if (!lacksRoom) onDevice.removeItem(prefix + copy.window);
  }

  function offer() {
    const copy = copies().find((each) => {
      if (saysTheSame(each)) forget(each);
      return !done.has(each.window);
    });
    place.hidden = !copy;
    if (!copy) return;
    place.querySelector("[data-backup-at]").textContent = new Date(copy.at).toLocaleString(
      document.documentElement.lang,
      { dateStyle: "long", timeStyle: "short" },
    );
    place.querySelector("[data-bring-back]").onclick = () => {
      bringBack(copy);
      offer();
      form.querySelector("input:not([type=hidden])").focus();
    };
    place.querySelector("[data-throw-away]").onclick = () => {
      forget(copy);
      offer();
    };
  }

  if (editable && form) {
    hidden("kept_as", own);
    insteadOf = hidden("instead_of");
    attempts = hidden("attempts");
    [...form.querySelectorAll(".submit-row")].at(-1)?.append(state);
    for (const type of ["input", "change"]) {
      form.addEventListener(type, (event) => {
        if (!event.isTrusted && !event.target.name && event.target !== form) return;
        isChanged = true;
        isSent = false; // a save may be under way: it lacks this
        waiting ||= setTimeout(keep, ON_DEVICE);
        sendSoon();
      });
    }
    form.addEventListener("submit", () => {
      isSent = true;
      attempts.value = `${attempts.value} ${newName()}`.trim();
      for (const asked of running) asked.abort(); // or it might arrive after the save
      if (isChanged) keep({ isSaving: true });
    });
    addEventListener("pagehide", () => isChanged && !isSent && keep());
    addEventListener("pageshow", () => {
      isSent = false;
      if (isChanged) sendSoon();
    });
    addEventListener("beforeunload", (event) => {
      if (isChanged && !isSent) event.preventDefault();
    });
  }
  offer();
}
