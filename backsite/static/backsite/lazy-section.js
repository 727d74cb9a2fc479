// What asks much of the database comes after the page: taken out of a page of its own, to which the
// place keeps its link where this does not run or the line is broken.
for (const place of document.querySelectorAll("[data-later]")) {
  const answer = await fetch(place.dataset.later).catch(() => null);
  if (answer?.ok && !answer.redirected) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector(".beside-part");
    if (part) place.replaceWith(part);
  }
}
