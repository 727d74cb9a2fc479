// What asks much of the database comes after the page: taken out of a page of its own, to which the
// place keeps its link where this does not run or the line is broken. A place with a size (later-place)
// keeps it, and its part is scrolled. Another one moves what stands below it, and a button that moves
// while it is pressed is not clicked: so the part waits until nothing is pressed.

const PAUSE_MS = 50;
let isPressed = false;
for (const type of ["pointerdown", "pointerup", "pointercancel"]) {
  const pressed = () => {
    isPressed = type === "pointerdown";
  };
  addEventListener(type, pressed, { capture: true, passive: true });
}

async function released() {
  while (isPressed) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

for (const place of document.querySelectorAll("[data-later]")) {
  const answer = await fetch(place.dataset.later).catch(() => null);
  if (answer?.ok && !answer.redirected) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector(".beside-part");
    await released();
    if (!part) continue;
    part.classList.add(...place.classList);
    place.replaceWith(part);
    if (part.scrollHeight > part.clientHeight) part.tabIndex = 0; // or no key could scroll it
  }
}
