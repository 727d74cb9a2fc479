// How far a long file is, every two seconds; once it has been read, the page that says so.
const shown = document.getElementById("import-progress");
const last = () => shown.querySelector("progress").value;

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("import-progress");
    if (answer.ok && !next) return location.reload();
    if (next && next.querySelector("progress").value !== last())
      shown.replaceChildren(...next.childNodes);
  } catch {
    // The line is away: the next look may have it again.
  }
  setTimeout(look, 2000);
}

setTimeout(look, 1000);
