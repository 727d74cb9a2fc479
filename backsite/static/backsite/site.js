/* What a browser adds to pages that work without it: copying a link, printing, sharing,
   opening what a link leads to, voting in place. */

const status = document.createElement("p");
status.setAttribute("role", "status");
status.className = "visually-hidden";
document.querySelector("main").append(status);

for (const link of navigator.clipboard ? document.querySelectorAll(".own-link") : []) {
  const label = link.firstElementChild;
  label.textContent = "Copy link";
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      location.hash = link.hash; // not allowed: then it is the link that it looks like
      return;
    }
    label.textContent = status.textContent = "Link copied";
    link.classList.add("copied");
    setTimeout(() => {
      label.textContent = "Copy link";
      link.classList.remove("copied");
      status.textContent = "";
    }, 3000);
  });
}

const does = {
  print: () => window.print(),
  share:
    navigator.share &&
    (() => navigator.share({ title: document.title, url: location.href }).catch(() => {})), // closed again
};
for (const button of document.querySelectorAll("button[data-does]")) {
  const act = does[button.dataset.does];
  button.hidden = !act;
  if (act) button.addEventListener("click", act);
}

for (const link of document.querySelectorAll(".vote a")) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      await (await import("./vote.js")).ask(link);
    } catch {
      location.href = link.href; // the page with the same form
    }
  });
}

// What a link leads to inside a closed fold: newer browsers open it themselves.
const unfold = () => {
  const target = document.querySelector(":target");
  const fold = target?.closest("details:not([open])");
  if (!fold) return;
  fold.open = true;
  target.scrollIntoView();
};
unfold();
addEventListener("hashchange", unfold);

navigator.serviceWorker?.register("/sw.js"); // pages that were read open without a connection
