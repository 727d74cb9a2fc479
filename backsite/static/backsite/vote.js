/* “Was this answer helpful?” in place: the form of the page that the link leads to comes to the
   answer, so that nobody loses the place. Whatever goes wrong, that page is still there. */

const part = (page, selector) => page.querySelector(`main ${selector}`);

const read = async (address, options) => {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(response.statusText);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { page, isCounted: response.redirected };
};

export async function ask(link) {
  const { page } = await read(link.href);
  document.querySelector(".vote-form")?.remove(); // one at a time: its fields have names of their own
  const box = document.createElement("div");
  box.className = "vote-form no-print";
  link.closest(".answer-foot").after(box);
  fill(box, page, link.href.split("?")[0]);
}

function fill(box, page, address) {
  const form = part(page, "form");
  form.action = address;
  part(page, "form a")?.remove();
  box.replaceChildren(...[part(page, ".error-summary"), form].filter(Boolean));
  (form.querySelector(":checked") ?? form.querySelector("input")).focus();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(form);
    form.querySelector("[type=submit]").disabled = true; // a second tap sends nothing
    try {
      const sent = await read(address, { method: "POST", body });
      if (sent.isCounted) thank(box, part(sent.page, ".lede").textContent);
      else fill(box, sent.page, address);
    } catch {
      form.submit(); // as without scripts
    }
  });
}

function thank(box, said) {
  const thanks = document.createElement("p");
  thanks.tabIndex = -1;
  thanks.append("Thank you. ", said);
  box.replaceChildren(thanks);
  thanks.focus();
}
