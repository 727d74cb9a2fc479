/* Pages already read, and “Get help”, open without a connection. With one, the server always answers:
   what is kept is only looked at when the server cannot be reached. No page behind a login is kept:
   in place of the journal a page opens that is the same for everybody, and a walk that is saved while
   the server cannot be reached waits on the device (walk-queue.js). */

importScripts("{{ queue }}");

const VERSION = "{{ version }}";
const ALWAYS = [{% for address in kept %}"{{ address }}", {% endfor %}];
const PRIVATE = [{% for prefix in private %}"{{ prefix }}", {% endfor %}];
// Where walks are saved: the two forms, leaving, and coming back.
const LOGGING = new RegExp("^{{ journal }}(walks/new/|(leave)/|waiting/([\\w-]+)/)?$");
const MAX_PAGES = {{ most_pages }};
const TIMEOUT_MS = {{ timeout_ms }};
const [HELP, OFFLINE, WAITING] = ALWAYS;
const AWAY = [502, 503, 504]; // a proxy without its server, or a server without its database
// What was read outlives a release, with the files that it was shown with.
const always = `always-${VERSION}`, read = "read-1", files = "files-1";

const isPrivate = (path) => PRIVATE.some((prefix) => path.startsWith(prefix));
const pathOf = (address) => new URL(address || location).pathname;
let isChecked = false;

addEventListener("install", (event) => {
  const filled = caches.open(always).then((cache) => cache.addAll(ALWAYS));
  event.waitUntil(filled.then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (name) => ![always, read, files].includes(name);
  const cleared = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(cleared.then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (origin !== location.origin) return;
  const cacheFor = (name) => (ALWAYS.includes(pathname) ? always : name);
  if (request.method === "POST" && request.mode === "navigate" && LOGGING.test(pathname)) {
    event.respondWith(log(request, pathname.match(LOGGING)));
  } else if (request.method !== "GET") {
    return;
  } else if (request.mode === "navigate") {
    const instead = pathname.startsWith("{{ journal }}") ? WAITING : OFFLINE;
    event.respondWith(answer(event, cacheFor(read), !search && !isPrivate(pathname), instead));
  } else if (["style", "script", "image"].includes(request.destination)) {
    event.respondWith(answer(event, cacheFor(files), !isPrivate(pathOf(request.referrer))));
  }
});

async function answer(event, name, mayKeep, instead) {
  try {
    const asked = fetch(event.request);
    const response = await (instead === WAITING ? inTime(asked) : asked);
    if (instead === WAITING && AWAY.includes(response.status)) throw response;
    const forAll = !/no-store|private/.test(response.headers.get("Cache-Control"));
    if (mayKeep && forAll && response.ok) event.waitUntil(keep(name, event.request, response.clone()));
    if (isGone(response)) event.waitUntil(drop(event.request));
    if (instead && !isChecked) event.waitUntil(checkKept());
    return response;
  } catch (problem) {
    const kept = (await caches.match(event.request)) || (instead && (await caches.match(instead)));
    if (!kept && problem instanceof Response) return problem;
    if (!kept) throw problem;
    return kept;
  }
}

/* A walk that is saved: what the server answers, or, when it does not or cannot, the page that says
   that the walk waits. Sent again it is known. A page without a policy is a hotel's, not ours. */
async function log(request, [, , leaving, entry]) {
  const typed = request.clone();
  const response = await inTime(fetch(request)).catch(Response.error);
  const isOurs =
    response.type === "opaqueredirect" || response.headers.has("Content-Security-Policy");
  if (isOurs && response.status < 500 && response.status !== 429) return response;
  const keep = (fields) => self.walkQueue.add(fields, { leaving, entry });
  const isKept = await typed.formData().then(keep).catch(() => false);
  if (!isKept) return response;
  await registration.sync?.register("walks").catch(() => {});
  return Response.redirect(WAITING, 303);
}

const inTime = (asked) =>
  Promise.race([asked, new Promise((_, refuse) => setTimeout(refuse, TIMEOUT_MS))]);

// Where the browser has it: sent when the line is back, though no page is open.
addEventListener("sync", (event) => {
  const sent = self.walkQueue.send().then(({ why }) => why === "line" && Promise.reject(why));
  event.waitUntil(sent);
});

async function keep(name, request, response) {
  const cache = await caches.open(name);
  await cache.delete(request); // so that the oldest stays first
  await cache.put(request, response);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, -MAX_PAGES).map((each) => cache.delete(each)));
}

const isGone = ({ status }) => status === 404 || status === 410;
const drop = async (request) => (await caches.open(read)).delete(request);

/* The warning signs must not grow old on a device whose owner never opens them, and what was
   withdrawn must not stay on one: asked once each time the worker starts with a connection. */
async function checkKept() {
  isChecked = true;
  await (await caches.open(always)).addAll([HELP, WAITING]);
  for (const request of await (await caches.open(read)).keys()) {
    const response = await fetch(request.url, { method: "HEAD", cache: "no-cache" });
    if (isGone(response)) await drop(request);
  }
}
