// Choosing where a link leads: one of our own pages by its words, or any address.

import { ownPath } from "./pasted-parts.js";

const PAUSE = 200; // milliseconds without a key until the words are looked for
let made = 0;

function piece(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/** As a link needs it: a page of this site by its path, another site by its whole address. */
function addressOf(typed) {
  const text = typed.trim();
  if (/^(\/|#|mailto:|tel:)/i.test(text)) return text;
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`;
  if (/^https?:\/\/\S+$/i.test(text)) return ownPath(new URL(text)) ?? text;
  if (/^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(text)) return `https://${text}`;
  return null;
}

/** What was chosen, {href, text}; null if nothing was. `listed` gives our pages for some words. */
export function chooseLink(href, listed) {
  made += 1;
  const id = `link-choices-${made}`;
  const input = piece("input", {
    id: `${id}-input`,
    type: "text",
    value: href,
    autocomplete: "off",
    spellcheck: true,
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": id,
    "aria-autocomplete": "list",
  });
  const list = piece("ul", { id, role: "listbox", "aria-label": "Our pages", hidden: true });
  const says = piece("p", { role: "status", className: "help" });
  const dialog = piece(
    "dialog",
    { className: "link-dialog", "aria-labelledby": `${id}-heading` },
    piece(
      "form",
      { method: "dialog" },
      piece("h2", { id: `${id}-heading`, textContent: "Link" }),
      piece("label", {
        htmlFor: input.id,
        textContent: "Words of one of our articles or questions, or an address",
      }),
      input,
      list,
      says,
      piece(
        "p",
        {},
        piece("button", { type: "submit", className: "button", textContent: "Use this address" }),
        " ",
        piece("button", { type: "button", className: "button cancel", textContent: "Cancel" }),
      ),
    ),
  );
  document.body.append(dialog);

  let waiting = 0;
  let asked = 0;
  let active = -1;
  const options = () => [...list.children];

  async function look() {
    const words = input.value.trim();
    asked += 1;
    const mine = asked;
    const found = words && addressOf(words) === null ? await listed(words).catch(() => null) : [];
    if (mine !== asked) return;
    list.replaceChildren(
      ...(found ?? []).map(({ address, title, note }, place) =>
        piece(
          "li",
          { id: `${id}-${place}`, role: "option", "aria-selected": "false", address },
          piece("span", { textContent: title }),
          piece("small", { textContent: ` ${note}` }),
        ),
      ),
    );
    mark(-1);
    list.hidden = !list.children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (found === null) says.textContent = "Our pages cannot be searched just now.";
    else if (!words || addressOf(words) !== null) says.textContent = "";
    else says.textContent = `${found.length || "No"} page${found.length === 1 ? "" : "s"} found.`;
  }

  function mark(place) {
    active = place;
    options().forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === place));
    });
    const marked = options()[place];
    if (marked) {
      input.setAttribute("aria-activedescendant", marked.id);
      marked.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  return new Promise((resolve) => {
    let chosen = null;
    const choose = (option) => {
      chosen = { href: option.address, text: option.firstChild.textContent };
      dialog.close();
    };
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || list.hidden) return;
      event.preventDefault();
      const count = list.children.length;
      mark(active < 0 && step < 0 ? count - 1 : (active + step + count) % count);
    });
    list.addEventListener("click", (event) => choose(event.target.closest("li")));
    dialog.querySelector(".cancel").addEventListener("click", () => dialog.close());
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const address = addressOf(input.value);
      if (active >= 0) {
        choose(options()[active]);
      } else if (address !== null) {
        chosen = { href: address, text: "" };
        dialog.close();
      } else {
        says.textContent = "That is no address. Choose one of the pages found, or type an address.";
      }
    });
    dialog.addEventListener("close", () => {
      clearTimeout(waiting);
      dialog.remove();
      resolve(chosen);
    });
    dialog.showModal();
    input.select();
  });
}
