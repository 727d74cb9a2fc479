// Several pictures at once, in the library and below an answer. Each file is sent by itself, so that
// one that is refused, or a line that breaks, costs none of the others; what became of each is said
// by its name. A picture on the clipboard is taken like one that is dropped.

const element = (name, properties = {}) => Object.assign(document.createElement(name), properties);
const NOT_SENT = "It could not be sent. See whether you are still logged in, and send it again.";
const MAX_AT_ONCE = 20; // as MAX_PICTURES in several_figures.py; as many names are told

/** Each of the files sent to the library; `told` of every one, with what became of it. */
async function send(files, place, told) {
  for (const file of files) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    body.append("credit", place.querySelector("[name=credit]")?.value ?? "");
    body.append("pictures", file);
    const headers = { Accept: "application/json" };
    const answer = await fetch(place.dataset.addPictures, { method: "POST", body, headers }).catch(
      () => null,
    );
    const isTold = answer?.ok && !answer.redirected;
    const [what] = isTold ? (await answer.json()).files : [{ name: file.name, why: NOT_SENT }];
    told(what);
  }
}

function wordsLink(place) {
  const link = element("a", { href: place.dataset.describe, textContent: "Write its words" });
  if (!place.matches("form")) {
    link.target = "_blank"; // beside a draft, which must not be left
    const says = { className: "visually-hidden", textContent: " (in a new window)" };
    link.append(element("span", says));
  }
  return link;
}

/** What is said of the files beyond those that are sent at once. */
function tooMany(files) {
  const more = files.length - MAX_AT_ONCE;
  const named = files.slice(0, MAX_AT_ONCE).map((file) => file.name);
  if (more > 0) named.push(`and ${more} more`);
  const textContent = `At most ${MAX_AT_ONCE} at once. Not taken: ${named.join(", ")}. Add them after these.`;
  return element("p", { className: "not-taken", textContent });
}

async function add(chosen, place) {
  const files = chosen.slice(0, MAX_AT_ONCE);
  const left = chosen.slice(MAX_AT_ONCE);
  const results = place.querySelector("[data-results]");
  const list = element("ul");
  const waiting = element("p", { textContent: "Sending …" });
  // Above what is said of files that were sent before.
  results.prepend(waiting, ...(left.length ? [tooMany(left)] : []), list);
  let done = 0;
  await send(files, place, (what) => {
    done += 1;
    waiting.textContent = `${done} of ${files.length} sent.`;
    const item = element("li");
    if (what.why) {
      item.className = "not-taken";
      item.textContent = `${what.name} was not taken. ${what.why}`;
    } else {
      item.append(`${what.name} is in the library now. `, wordsLink(place));
      choose(place, what);
    }
    list.append(item);
  });
}

/** Below an answer it is chosen there, too. */
function choose(place, { id, text }) {
  const select = place.closest(".form-row")?.querySelector("[data-autocomplete=figure] select");
  if (!select) return;
  select.add(new Option(text, id, true, true));
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
/** Where a file goes that is dropped on `target`, which in Firefox may be the words of an element. */
function placeAt(target) {
  const over = target instanceof Element ? target : target.parentElement;
  return (
    over?.closest("[data-question]")?.querySelector("[data-add-pictures]") ??
    over?.closest("[data-add-pictures]")
  );
}

for (const form of document.querySelectorAll("form[data-add-pictures]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { pictures } = form.elements;
    const files = [...pictures.files];
    pictures.value = "";
    await add(files, form);
  });
}

document.addEventListener("change", (event) => {
  const place = event.target.closest("[data-add-pictures]:not(form)");
  if (!place || event.target.type !== "file") return;
  const files = [...event.target.files];
  event.target.value = "";
  add(files, place);
});

// A file that is dropped beside the place for it would be opened in place of the page, and what
// was typed there be gone: it is taken by nobody instead, and the writing field says nothing of it.
document.addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  if (event.target.type === "file") return; // the browser's own
  event.preventDefault();
  event.dataTransfer.dropEffect = placeAt(event.target) ? "copy" : "none";
});
document.addEventListener(
  "drop",
  (event) => {
    if (!hasFiles(event) || event.target.type === "file") return;
    event.preventDefault();
    event.stopPropagation();
    const place = placeAt(event.target);
    const files = [...event.dataTransfer.files];
    if (place) show(files, place);
  },
  true,
);

function show(files, place) {
  for (let part = place; part; part = part.parentElement) {
    if (part.matches("details")) part.open = true;
  }
  add(files, place);
  place.scrollIntoView({ block: "nearest" });
}

// Programs that copy words put a picture of them beside; a browser puts words beside a picture that
// name it alone. Only what has no words is a picture.
document.addEventListener(
  "paste",
  (event) => {
    const { clipboardData } = event;
    const files = [...clipboardData.files].filter((file) => file.type.startsWith("image/"));
    if (!files.length || hasWords(clipboardData)) return;
    const place = placeAt(event.target);
    if (!place) return;
    event.preventDefault();
    event.stopPropagation();
    show(files, place);
  },
  true,
);

function hasWords(clipboardData) {
  const html = new DOMParser().parseFromString(clipboardData.getData("text/html"), "text/html");
  return Boolean(clipboardData.getData("text/plain").trim() || html.body.textContent.trim());
}
