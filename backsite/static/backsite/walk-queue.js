/* Walks that wait on this device until the server has them, in IndexedDB, each under the key of the
   person whose it is. Used by pages and by the service worker, so it is no module.

   A walk is sent until the server has answered, and is known there by its `entry`: a lost answer or
   two senders at once store it once. docs/walks-api.md says what the answers mean. */

self.walkQueue = (() => {
  const WALKS = "/journal/api/walks/";
  const SESSION = "/journal/api/session/";
  const TIMEOUT_MS = 15_000;
  const FIELDS =
    /^(entry|started_at|time_zone|minutes|pain_\w+|eased_\w+|leg_symptoms|stopped_early|painkiller|slope|surface|load|note)$/;
  const WORDS = { yes: true, no: false };
  const CLOCK_MS = 10 * 60_000; // by which this device's clock may be off without harm
  const NOT_KNOWN = "not known: the clock of the device was wrong"; // for the server to refuse
  const SAY_WHEN =
    "The clock of this device was wrong, or was changed after you saved this walk. Say when it was.";

  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open("walk-queue", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("walks", { keyPath: "entry" });
      request.result.createObjectStore("about");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  opened.catch(() => {}); // whoever uses it meets the error

  /** What `act` asked of one store, once it is on the disk. */
  async function inStore(name, mode, act) {
    const transaction = (await opened).transaction(name, mode);
    const request = act(transaction.objectStore(name));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }

  /** Whose device this is: who signed in last, and has not signed out. */
  const walker = () => inStore("about", "readonly", (store) => store.get("walker"));
  /** `now`: the server's clock, in ms, just before. */
  const setWalker = (key, now) =>
    inStore("about", "readwrite", (store) => {
      if (now) store.put({ seen: now, off: now - Date.now() }, "clock");
      return store.put(key, "walker");
    });

  /** One person's walks, in the order in which they were saved. */
  async function waiting(key) {
    const rows = key ? await inStore("walks", "readonly", (store) => store.getAll()) : [];
    return rows.filter((row) => row.walker === key).sort((one, other) => one.order - other.order);
  }

  function readText(name, text) {
    if (name === "note" || name === "entry") return text;
    if (Object.hasOwn(WORDS, text)) return WORDS[text];
    const number = text.match(/^\s*(\d{1,4})\s*(?:m|mins?|minutes?)?\.?\s*$/i)?.[1];
    return number ? Number(number) : text;
  }

  /** The start that a form says by a day and a time on this device's clock; what is missing is left
      for the server to refuse, never taken for “just now”. */
  function startOf({ when, day, clock, about }) {
    if (!when || when === "now") return undefined;
    const time = clock || about;
    const date = when === "day" ? new Date(`${day}T00:00`) : new Date();
    if (when === "yesterday") date.setDate(date.getDate() - 1);
    const [hours, minutes] = (time || "none").split(":").map(Number);
    date.setHours(hours, minutes, 0, 0);
    return Number.isNaN(date.valueOf())
      ? `${day || when}, ${time || "no time"}`
      : date.toISOString();
  }

  /** The walk that a form says, as the server's JSON address takes it. */
  function walkOf(fields, { leaving, entry }) {
    const typed = Object.fromEntries([...fields].filter(([, text]) => text !== ""));
    if (entry) typed.entry = entry;
    if (leaving) {
      // Who sets out has said no more than the pain before; whatever else is filled in waits.
      const { entry, pain_before } = typed;
      return walkOf(Object.entries({ entry, pain_before: pain_before ?? "" }), {});
    }
    const all = { minutes: typed.usual, started_at: startOf(typed), ...typed };
    const said = Object.entries(all).filter(([name, text]) => FIELDS.test(name) && text);
    const walk = Object.fromEntries(said.map(([name, text]) => [name, readText(name, text)]));
    return {
      ...walk,
      entry: walk.entry ?? crypto.randomUUID(),
      saved_at: new Date().toISOString(),
    };
  }

  /** Keep the walk of a form (FormData). Whether there was one, and somebody whose it is.
      `place` says more than the form: that somebody is leaving, or the `entry` that they finish.
      The same form once more replaces what it said before, and keeps its place. */
  async function add(fields, place = {}) {
    const key = fields.get("walker_key") || (await walker());
    const walk = walkOf(fields, place);
    const clock = await inStore("about", "readonly", (store) => store.get("clock"));
    const says = Object.keys(walk).some((name) => /^(minutes|pain_\w+)$/.test(name));
    if (!key || !(says || place.leaving)) return false;
    await inStore("walks", "readwrite", (store) => {
      store.get(walk.entry).onsuccess = ({ target }) => {
        const order = target.result?.order ?? Date.now();
        store.put({ entry: walk.entry, walker: key, order, walk, clock });
      };
    });
    return true;
  }

  const remove = (entry) => inStore("walks", "readwrite", (store) => store.delete(entry));

  /** Let go of a walk, unless it says something else since it was sent. */
  const settle = ({ entry, walk }, change) =>
    inStore("walks", "readwrite", (store) => {
      store.get(entry).onsuccess = ({ target }) => {
        if (target.result?.walk.saved_at !== walk.saved_at) return;
        if (change) store.put({ ...target.result, ...change });
        else store.delete(entry);
      };
    });

  /** Forget a person on this device, with what waits. */
  async function forget(key) {
    for (const { entry } of await waiting(key)) await remove(entry);
    await inStore("about", "readwrite", (store) => store.delete("walker"));
  }

  /** The walk by the server's clock. This device's may be days off, and what it says of a day is wrong
      then: where it was as far off before the walk was saved as it is now, the moment of saving can
      be put right; where it was not, or somebody took the day from it, its person has to say.
      `off`: by how much the server's clock is ahead of this one, in ms. */
  function onServersClock({ walk, clock }, now, off) {
    if (Number.isNaN(now)) return walk; // a server of before, which does not say
    const before = clock?.off ?? off;
    const saved = Date.parse(walk.saved_at) + off;
    const isPossible = saved > (clock?.seen ?? 0) - CLOCK_MS && saved < now + CLOCK_MS;
    const isSteady = Math.abs(before - off) < CLOCK_MS && isPossible;
    const isRight = Math.abs(off) < CLOCK_MS;
    if (!isSteady || (!isRight && walk.started_at)) return { ...walk, started_at: NOT_KNOWN };
    return isRight ? walk : { ...walk, saved_at: new Date(saved).toISOString() };
  }

  const ask = (address, options) =>
    fetch(address, {
      ...options,
      redirect: "error",
      cache: "no-store",
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    });

  const CODES = { unknown: "sign-in", "another-person": "sign-in", "no-agreement": "agree" };

  /** What the site says; nothing where somebody else answers, as a hotel's own page does. */
  async function saidBy(response) {
    const said = await response.json().catch(() => null);
    return said?.entry || said?.code || said?.form_token ? said : { code: "no-answer" };
  }

  /** Why what is left waits on, and for how long at least, in ms. */
  const later = (sent, code, response) => ({
    sent,
    why: CODES[code] ?? "line",
    wait: 1000 * (Number(response.headers.get("Retry-After")) || 0),
  });

  /** Send what waits for who has signed in here last, one walk after the other.
      How many were stored, and why the rest was not: "", "line", "sign-in", "agree". */
  async function sendNow() {
    const key = await walker();
    const rows = await waiting(key);
    let sent = 0;
    try {
      if (!rows.length) return { sent, why: "" };
      const session = await ask(SESSION);
      const { walker: signedIn, form_token, now, code: refused } = await saidBy(session);
      if (refused) return later(sent, refused, session);
      if (signedIn !== key) return { sent, why: "sign-in" };
      const off = Date.parse(now) - Date.now();
      for (const row of rows) {
        const walk = onServersClock(row, Date.parse(now), off);
        const response = await post(walk, key, form_token);
        const { code, errors, message } = await saidBy(response);
        if ((response.ok && !code) || code === "deleted") {
          await settle(row);
          sent += 1;
        } else if (
          code === "too-many" ||
          (message && [400, 413, 415, 422].includes(response.status))
        ) {
          const isStartUnknown = walk.started_at === NOT_KNOWN;
          const reason = isStartUnknown ? SAY_WHEN : reasonOf(errors, message);
          await settle(row, { reason, isStartUnknown, savedAt: walk.saved_at });
        } else {
          return later(sent, code, response);
        }
      }
      return { sent, why: "" };
    } catch {
      return { sent, why: "line" };
    }
  }

  const reasonOf = (errors, message) =>
    Object.values(errors ?? {})
      .flat()
      .join(" ") || message;

  const post = (walk, key, token) =>
    ask(WALKS, {
      method: "POST",
      body: JSON.stringify(walk),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, "X-Walker": key },
    });

  /** One sender at a time on this device, whatever windows are open. */
  const send = () => (navigator.locks ? navigator.locks.request("walk-queue", sendNow) : sendNow());

  return { add, forget, remove, send, setWalker, waiting, walker };
})();
