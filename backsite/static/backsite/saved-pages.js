/* The list of the pages that the service worker keeps on this device. */

const list = document.querySelector("#kept");
const forget = document.querySelector("#forget");
const names = (await caches.keys()).filter((name) => /^(read|files)-/.test(name));

async function headingOf(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("h1")?.textContent;
}

for (const name of names.filter((each) => each.startsWith("read-"))) {
  const cache = await caches.open(name);
  for (const request of await cache.keys()) {
    const link = document.createElement("a");
    link.href = request.url;
    link.textContent = (await headingOf(await cache.match(request))) || link.pathname;
    list.appendChild(document.createElement("li")).append(link);
  }
}

function show() {
  document.querySelector("#none-kept").hidden = list.childElementCount > 0;
  forget.hidden = !list.childElementCount;
}

forget.addEventListener("click", async () => {
  await Promise.all(names.map((name) => caches.delete(name)));
  list.replaceChildren();
  show();
});
show();
