/* Pages already read, and “Get help”, open without a connection. With one, the server always answers:
   what is kept is only looked at when the server cannot be reached. */

const VERSION = "{{ version }}";
const ALWAYS = [{% for address in kept %}"{{ address }}", {% endfor %}];
const PRIVATE = [{% for prefix in private %}"{{ prefix }}", {% endfor %}];
const MAX_PAGES = {{ most_pages }};
const HELP = ALWAYS[0], OFFLINE = ALWAYS[1];
const always = `always-${VERSION}`, read = `read-${VERSION}`, files = `files-${VERSION}`;

const isPrivate = (path) => PRIVATE.some((prefix) => path.startsWith(prefix));
const pathOf = (address) => new URL(address || location).pathname;
let helpIsFresh = false;

addEventListener("install", (event) => {
  const filled = caches.open(always).then((cache) => cache.addAll(ALWAYS));
  event.waitUntil(filled.then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (name) => !name.endsWith(VERSION);
  const cleared = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(cleared.then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const cacheFor = (name) => (ALWAYS.includes(pathname) ? always : name);
  if (request.mode === "navigate") {
    event.respondWith(answer(event, cacheFor(read), !search && !isPrivate(pathname), OFFLINE));
  } else if (["style", "script", "image"].includes(request.destination)) {
    event.respondWith(answer(event, cacheFor(files), !isPrivate(pathOf(request.referrer))));
  }
});

async function answer(event, name, mayKeep, instead) {
  try {
    const response = await fetch(event.request);
    const forAll = !/no-store|private/.test(response.headers.get("Cache-Control"));
    if (mayKeep && forAll && response.ok) event.waitUntil(keep(name, event.request, response.clone()));
    if (instead && !helpIsFresh) event.waitUntil(refreshHelp());
    return response;
  } catch (problem) {
    const kept = (await caches.match(event.request)) || (instead && (await caches.match(instead)));
    if (!kept) throw problem;
    return kept;
  }
}

async function keep(name, request, response) {
  const cache = await caches.open(name);
  await cache.delete(request); // so that the oldest stays first
  await cache.put(request, response);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, -MAX_PAGES).map((each) => cache.delete(each)));
}

/* The warning signs must not grow old on a device whose owner never opens them. */
async function refreshHelp() {
  helpIsFresh = true;
  await (await caches.open(always)).add(HELP);
}
