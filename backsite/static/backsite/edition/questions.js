// The questions of an edition as blocks: opened and closed, moved, added, named as one types.
// What is stored is each block's place (the field “position”); this only fills it in.

const group = document.querySelector("[data-questions]");

if (group?.querySelector("[data-move], template")) {
  const prefix = group.dataset.questions;
  const list = group.querySelector(".question-list");
  const says = group.querySelector("[data-says]");
  const total = group.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const remembered = `open-questions:${location.pathname}`;

  const blocks = () => [...list.querySelectorAll("[data-question]")];
  const field = (block, name) => block.querySelector(`[name$="-${name}"]`);
  const wordingOf = (block) => field(block, "wording")?.value.trim() || "New question";

  /** Each block's place, from where it stands. */
  function number() {
    blocks().forEach((block, index) => {
      field(block, "position").value = index + 1;
    });
  }

  /** Say where a block is now, and let others know that the form has changed. */
  function moved(block) {
    const all = blocks();
    number();
    says.textContent = `“${wordingOf(block)}” is now question ${all.indexOf(block) + 1} of ${all.length}.`;
    field(block, "position").dispatchEvent(new Event("input", { bubbles: true }));
  }

  function move(block, where) {
    const before = { up: block.previousElementSibling, top: list.firstElementChild }[where];
    if (where === "down") {
      block.nextElementSibling?.after(block);
    } else if (before && before !== block) {
      before.before(block);
    }
    moved(block);
  }

  /** A new, open block after `block`, or as the first where there is none. */
  function add(block = null) {
    const index = Number(total.value);
    const made = document.createElement("div");
    made.innerHTML = group
      .querySelector("template")
      .innerHTML.replaceAll("__prefix__", String(index));
    const row = made.querySelector("[data-question]");
    total.value = index + 1;
    block ? block.after(row) : list.prepend(row);
    show(row);
    describe(row);
    moved(row);
    row.dispatchEvent(
      new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: prefix } }),
    );
    return row;
  }
  group.addQuestion = () => add(list.lastElementChild);
  group.numberQuestions = () => {
    const place = (block) => Number(field(block, "position").value) || 0;
    list.append(...blocks().sort((one, other) => place(one) - place(other)));
    number();
  };

  function show(root) {
    for (const part of root.querySelectorAll("[data-needs-script]")) {
      part.hidden = false;
    }
  }

  /** Whoever hears a list of the buttons hears which question each is about. */
  function nameTools(block) {
    for (const button of block.querySelectorAll(".question-tools button")) {
      button.ariaLabel = `${button.title}: ${wordingOf(block)}`;
    }
  }

  /** What a closed block tells: wording, kind, what is missing. */
  function describe(block) {
    const lacks = [];
    if (!field(block, "body").value) lacks.push("no answer text");
    if (!field(block, "sources").selectedOptions.length) lacks.push("no source");
    for (const said of block.querySelectorAll("[data-wording]"))
      said.textContent = wordingOf(block);
    nameTools(block);
    block.querySelector("[data-kind]").hidden = field(block, "kind").value !== "movement";
    const shown = block.querySelector("[data-lacks]");
    shown.textContent = lacks.join(", ");
    shown.hidden = !lacks.length;
  }

  // --- Dragging: the others step aside, so that the block under the pointer is never taken away.

  function drag(block, event) {
    const details = block.querySelector("details");
    const wasOpen = details.open;
    const order = blocks().indexOf(block);
    details.open = false;
    block.classList.add("is-dragged");
    const follow = ({ clientY }) => {
      const middle = (other) => {
        const box = other.getBoundingClientRect();
        return box.top + box.height / 2;
      };
      // A quick pointer is told of once for several blocks that it has passed.
      for (;;) {
        const previous = block.previousElementSibling;
        const next = block.nextElementSibling;
        if (previous && clientY < middle(previous)) block.after(previous);
        else if (next && clientY > middle(next)) block.before(next);
        else break;
      }
      const edge = 60;
      if (clientY < edge) scrollBy(0, -15);
      else if (clientY > innerHeight - edge) scrollBy(0, 15);
    };
    const drop = () => {
      document.removeEventListener("pointermove", follow);
      block.classList.remove("is-dragged");
      details.open = wasOpen;
      if (blocks().indexOf(block) !== order) moved(block);
    };
    document.addEventListener("pointermove", follow);
    document.addEventListener("pointerup", drop, { once: true });
    document.addEventListener("pointercancel", drop, { once: true });
    event.preventDefault();
  }

  // --- Which blocks are open is kept for this window, so that a save closes none.

  /** An answer is known by its key; a new one, which has none before it is saved, by its words. */
  const namesOf = (block) => [field(block, "id")?.value, `words: ${wordingOf(block)}`];

  function remember() {
    const open = blocks().filter((block) => block.querySelector("details").open);
    sessionStorage.setItem(
      remembered,
      JSON.stringify(open.map((block) => namesOf(block).find(Boolean))),
    );
  }

  function openAgain() {
    const open = JSON.parse(sessionStorage.getItem(remembered) || "[]");
    for (const block of blocks()) {
      if (namesOf(block).some((name) => open.includes(name)))
        block.querySelector("details").open = true;
    }
  }

  group.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const block = event.target.closest("[data-question]");
    if (event.target.closest("[data-handle]")) {
      event.preventDefault(); // a drag that ends on the handle opens nothing
    } else if (button?.dataset.move) {
      move(block, button.dataset.move);
      button.focus();
    } else if (button?.dataset.all) {
      for (const each of blocks()) {
        each.querySelector("details").open = button.dataset.all === "open";
      }
    } else if (button?.dataset.add) {
      const after = { below: block, last: list.lastElementChild, first: null };
      field(add(after[button.dataset.add]), "wording").focus();
    }
  });
  group.addEventListener("pointerdown", (event) => {
    if (event.target.closest("[data-handle]") && event.button === 0) {
      drag(event.target.closest("[data-question]"), event);
    }
  });
  for (const type of ["input", "change"]) {
    group.addEventListener(type, (event) => {
      const block = event.target.closest("[data-question]");
      if (block) describe(block);
    });
  }
  group.addEventListener("toggle", remember, true);

  /** A link to a question, such as those of the check list, opens it and puts the keys there. */
  function openAt(hash) {
    const block = hash && document.getElementById(hash.slice(1))?.closest("[data-question]");
    if (!block) return;
    block.querySelector("details").open = true;
    block.querySelector("summary").focus({ preventScroll: true });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#']");
    if (link?.pathname === location.pathname) setTimeout(() => openAt(link.hash)); // once it is there
  });
  addEventListener("pagehide", remember); // a new block has got its words by then

  group.classList.add("is-movable");
  blocks().forEach(nameTools);
  show(group);
  group.numberQuestions();
  openAgain();
  openAt(location.hash);
}
