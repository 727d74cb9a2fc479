// The sentences that a walker will read, while the rule is being written.

const place = document.querySelector("[data-example]");
const form = place?.closest("form");
const PAUSE = 400; // milliseconds without a key
let waiting;
let asked;

async function refresh() {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(place.dataset.example, {
      method: "POST",
      body: new FormData(form),
      signal: asked.signal,
    });
    // A page of another address is the login page: the old example stays.
    if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
  } catch {
    // No line, or overtaken by the next key: the old example stays.
  }
}

for (const happens of ["input", "change"]) {
  form?.addEventListener(happens, () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, PAUSE);
  });
}
