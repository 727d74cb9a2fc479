/* Questions offered while one types: a combobox with a list, as the ARIA patterns describe it.
   Without this file the form searches all the same. */

const WAIT = 150; // milliseconds without a key
const MIN_LENGTH = 2; // characters

for (const form of document.querySelectorAll("form[data-suggest]")) {
  const input = form.elements.q;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let at = -1;
  let timer, asked;

  list.id = "suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Questions that have an answer here");
  list.hidden = true;
  status.setAttribute("role", "status");
  status.className = "visually-hidden";
  form.append(list, status);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-controls", list.id],
    ["aria-expanded", false],
  ])
    input.setAttribute(name, value);

  const show = ({ questions = [], warnings = [] }) => {
    const signs = warnings.map(({ level, heading, signs: [first], address }) => ({
      question: `${heading} – ${first}`,
      address,
      level,
    }));
    const offered = [...signs, ...questions];
    list.replaceChildren(
      ...offered.map(({ question, address, level }, place) => {
        const option = document.createElement("li");
        option.id = `suggestion-${place}`;
        option.setAttribute("role", "option");
        option.textContent = question;
        option.dataset.address = address;
        if (level) {
          option.dataset.warningSign = level;
          option.className = `care-${level}`;
        }
        return option;
      }),
    );
    list.hidden = !offered.length;
    input.setAttribute("aria-expanded", !list.hidden);
    status.textContent = list.hidden
      ? ""
      : [...signs.map(({ question }) => question), `${questions.length} suggested`].join(". ");
    choose(-1);
  };

  const choose = (place) => {
    at = place;
    for (const [n, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", n === at);
    }
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
  };

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    show({});
  };

  const ask = async () => {
    const text = input.value.trim();
    close();
    if (text.length < MIN_LENGTH) return;
    asked = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`, asked);
      if (answer.ok) show(await answer.json());
    } catch {
      /* no connection, or typed on: nothing is offered */
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const count = list.children.length + 1; // the field itself is one place
    if (event.key === "ArrowDown") choose(((at + 2) % count) - 1);
    else if (event.key === "ArrowUp") choose(((at + count) % count) - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && at >= 0) location.assign(list.children[at].dataset.address);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps focus
  list.addEventListener("click", ({ target }) => {
    if (target.dataset.address) location.assign(target.dataset.address);
  });
}
