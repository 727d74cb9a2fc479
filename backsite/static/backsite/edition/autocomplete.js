// Choosing sources, figures or a question: what is chosen as chips, and a box that searches the
// page's one list of them, or asks for those that have the words where there are too many for a
// page. Where the order is the readers', a chip can be moved up; where one is wanted, the next takes
// its place.
// Follows the ARIA pattern of a combobox with a list; the select stays and is what is sent.

const SHOWN = 12;
const PAUSE_MS = 150; // in typing, before the site is asked

/** Those of `all` that have all of the typed words, with what is chosen left out. */
function matching(all, typed, select) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = new Set([...select.selectedOptions].map((option) => option.value));
  const found = [];
  for (const option of all.options) {
    const text = `${option.textContent} ${option.value}`.toLowerCase();
    if (!chosen.has(option.dataset.id) && words.every((word) => text.includes(word))) {
      found.push(option);
      if (found.length === SHOWN) break;
    }
  }
  return found;
}

/** Those that the site finds, as options; null where it does not answer, as to who is signed out. */
async function askedFor(address, typed, select) {
  try {
    const answer = await fetch(`${address}?q=${encodeURIComponent(typed)}`);
    const { questions } = await answer.json();
    const chosen = new Set([...select.selectedOptions].map((option) => option.value));
    return questions
      .filter(({ id }) => !chosen.has(String(id)))
      .map(({ id, name }) => {
        const option = element("option", { textContent: name });
        option.dataset.id = id;
        return option;
      });
  } catch {
    return null;
  }
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function enhance(field) {
  const what = field.dataset.autocomplete;
  const isSingle = "single" in field.dataset;
  const all = document.getElementById(`all-${what}s`);
  const { choices } = field.dataset;
  if (!(all || choices) || field.classList.contains("is-search")) return;
  const select = field.querySelector("select");
  const box = field.querySelector("input");
  const chips = element("ul", { className: "chips" });
  const list = element("ul", {
    className: "autocomplete-list",
    id: `${box.id}_list`,
    hidden: true,
  });
  const says = element("p", { className: "visually-hidden" });
  let active = -1;
  let asking; // the site: a timer, until what it says is shown or no longer wanted
  let moved = null; // the option whose chip gets the focus again

  field.classList.add("is-search");
  box.removeAttribute("list");
  says.setAttribute("role", "status");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", `${what[0].toUpperCase()}${what.slice(1)}s`);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.placeholder = `Search for a ${what}`;
  field.prepend(chips);
  box.after(list, says);
  close();

  function showChips() {
    const chosen = [...select.selectedOptions];
    chips.replaceChildren(
      ...chosen.map((option, index) => {
        const chip = element("li", {});
        chip.append(element("span", { textContent: option.text }));
        if ("ordered" in field.dataset && index) {
          chip.append(button("↑", `Move ${option.text} up`, () => moveUp(option, index)));
        }
        chip.append(button("×", `Remove ${option.text}`, () => remove(option)));
        return chip;
      }),
    );
    if (moved) chips.children[chosen.indexOf(moved)]?.querySelector("button").focus();
    moved = null;
  }

  function button(sign, label, act) {
    const made = element("button", { type: "button", textContent: sign });
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  function remove(option) {
    option.remove();
    says.textContent = `${option.text} removed.`;
    tell();
    box.focus();
  }

  function moveUp(option, index) {
    moved = option;
    select.selectedOptions[index - 1].before(option);
    says.textContent = `${option.text} is number ${index} now.`;
    tell();
  }

  function tell() {
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function choose(option) {
    if (isSingle) select.replaceChildren();
    // Django puts what its popup made into the other selects, too, there not chosen.
    [...select.options].find((known) => known.value === option.dataset.id)?.remove();
    select.add(new Option(option.textContent, option.dataset.id, true, true));
    says.textContent = `${option.textContent} added.`;
    box.value = "";
    close();
    tell();
  }

  function close() {
    clearTimeout(asking);
    asking = undefined;
    list.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function open() {
    if (!choices) return show(matching(all, box.value, select));
    clearTimeout(asking);
    const mine = setTimeout(async () => {
      const found = await askedFor(choices, box.value, select);
      if (asking !== mine) return;
      show(found ?? []);
      if (!found) says.textContent = "The site does not answer.";
    }, PAUSE_MS);
    asking = mine;
  }

  function show(found) {
    list.replaceChildren(
      ...found.map((option, index) => {
        const item = element("li", { textContent: option.textContent, id: `${list.id}_${index}` });
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault(); // the box keeps the focus
          choose(option);
        });
        item.option = option;
        return item;
      }),
    );
    active = -1;
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(found.length > 0));
    box.removeAttribute("aria-activedescendant");
    says.textContent = found.length
      ? `${found.length === SHOWN ? `${SHOWN} or more` : found.length} found.`
      : `No ${what} has these words.${isSingle ? "" : " Add it with the plus sign."}`;
  }

  function step(by) {
    if (list.hidden) open();
    const items = [...list.children];
    if (list.hidden || !items.length) return;
    active = (active + by + items.length) % items.length;
    for (const [index, item] of items.entries()) {
      item.setAttribute("aria-selected", String(index === active));
    }
    box.setAttribute("aria-activedescendant", items[active].id);
    items[active].scrollIntoView({ block: "nearest" });
  }

  box.addEventListener("input", open);
  box.addEventListener("click", open);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault(); // Enter in a search box must not save the page
      if (active >= 0) choose(list.children[active].option);
    } else if (event.key === "Escape") {
      close();
    }
  });
  // Django's popup for a new one puts an option into the select: it is one more of the list.
  new MutationObserver(() => {
    for (const option of all ? select.options : []) {
      if (![...all.options].some((known) => known.dataset.id === option.value)) {
        const added = element("option", { textContent: option.text, value: option.text });
        added.dataset.id = option.value;
        all.append(added);
        tell();
      }
    }
    showChips();
  }).observe(select, { childList: true });
  showChips();
}

const enhanceIn = (root) => root.querySelectorAll("[data-autocomplete]").forEach(enhance);
document.addEventListener("formset:added", (event) => enhanceIn(event.target));
enhanceIn(document);
