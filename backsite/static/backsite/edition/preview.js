// The page as readers would see it, beside the form and again after each pause in typing.
// The frame runs no script; nothing that is sent for it is stored.

const pane = document.querySelector("[data-preview]");
const form = document.getElementById("edition_form");
const PAUSE = 800; // milliseconds without a key until the preview follows

if (pane && form) {
  const page = pane.closest(".edition-page");
  const frame = pane.querySelector("iframe");
  const says = pane.querySelector("[data-says]");
  const opener = document.querySelector("[data-open-preview]");
  const WANTED = "edition-preview";
  let waiting = 0;
  let running = null;
  let place = 0; // how far down the reader of the preview was
  let loading = false;

  /** The text of the page without what only a visitor's browser needs. */
  function bare(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    for (const part of parsed.querySelectorAll("script, link[rel=manifest]")) part.remove();
    return `<!doctype html>${parsed.documentElement.outerHTML}`;
  }

  /** A page that follows while the last one still loads keeps the place of the one before, unless
      somebody has scrolled it already. */
  function put(html) {
    const now = frame.contentWindow?.scrollY ?? 0;
    if (now || !loading) place = now;
    loading = true;
    frame.srcdoc = bare(html);
  }

  /** From a marked passage to its comment, which stands on this page, beside the frame. */
  function toComment(event) {
    const link = event.target.closest?.(".passage-link");
    if (!link) return;
    event.preventDefault();
    const comment = document.getElementById(new URL(link.href).hash.slice(1));
    comment?.scrollIntoView({ block: "center" });
    comment?.querySelector("a, button")?.focus({ preventScroll: true });
  }

  frame.addEventListener("load", () => {
    loading = false;
    if (!frame.contentWindow.scrollY) frame.contentWindow.scrollTo(0, place);
    frame.contentDocument.addEventListener("click", toComment);
  });

  async function refresh() {
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(pane.dataset.preview, {
        method: "POST",
        body: new FormData(form),
        signal: running.signal,
        redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      put(await answer.text());
      says.textContent = "";
    } catch (error) {
      if (error.name === "AbortError") return;
      says.textContent =
        "The preview cannot be made just now. What you see is how it was before your last words.";
    }
  }

  function soon() {
    clearTimeout(waiting);
    if (!pane.hidden) waiting = setTimeout(refresh, PAUSE);
  }

  function fit() {
    const wide = Number(pane.querySelector("[data-width][aria-pressed=true]").dataset.width);
    const scale = Math.min(1, pane.clientWidth / wide);
    frame.style.width = `${wide}px`;
    frame.style.height = `${(innerHeight * 0.75) / scale}px`;
    frame.style.transform = `scale(${scale})`;
    frame.style.marginBottom = `${-(1 - scale) * ((innerHeight * 0.75) / scale)}px`;
  }

  function open() {
    pane.hidden = false;
    page.classList.add("has-preview");
    opener.setAttribute("aria-expanded", "true");
    fit();
    refresh();
    remember(true);
  }

  function close() {
    pane.hidden = true;
    page.classList.remove("has-preview");
    opener.setAttribute("aria-expanded", "false");
    remember(false);
  }

  /** For the next page; a full or closed storage remembers nothing. */
  function remember(isOpen) {
    try {
      if (isOpen) localStorage.setItem(WANTED, "yes");
      else localStorage.removeItem(WANTED);
    } catch {
      // the button is still there
    }
  }

  function wasOpen() {
    try {
      return Boolean(localStorage.getItem(WANTED));
    } catch {
      return false;
    }
  }

  pane.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.width) {
      for (const each of pane.querySelectorAll("[data-width]")) {
        each.setAttribute("aria-pressed", String(each === button));
      }
      fit();
    } else if (button) {
      close();
      opener.focus();
    }
  });
  opener.addEventListener("click", () => (pane.hidden ? open() : close()));
  opener.closest("[hidden]").hidden = false;
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  addEventListener("resize", fit);
  if (wasOpen()) open();
}
