// The fields of an edition's form as [name, value] pairs, as they would be sent: read from the form,
// set beside others, and put into it again.

const NOT_TYPED = /^(csrfmiddlewaretoken|kept_as|instead_of|choose-.*|_.*)$/;
const NOT_SAID = /^(base|attempts|.+-(TOTAL|INITIAL)_FORMS)$/; // what the form was made from
const OF_THE_ROW = new Set(["id", "edition", "position"]); // and nothing that it says

export const fieldsOf = (form) =>
  [...new FormData(form)].filter(
    ([name, value]) => !NOT_TYPED.test(name) && typeof value === "string",
  );

/** {own: the edition's own values, rows: those of each question, in no order}, by their names. */
function parted(fields, prefix) {
  const row = new RegExp(`^${prefix}-(\\d+)-(.+)$`);
  const own = new Map();
  const rows = new Map();
  for (const [name, value] of fields) {
    const [, index, part] = name.match(row) ?? [];
    if (part && !rows.has(index)) rows.set(index, new Map());
    const values = part ? rows.get(index) : own;
    values.set(part ?? name, [...(values.get(part ?? name) ?? []), value]);
  }
  return { own, rows: [...rows.values()] };
}

const plain = (values = []) =>
  JSON.stringify(values.map((value) => value.replace(/\r\n?/g, "\n").trim()).filter(Boolean));

function areAlike(one, other, leftOut) {
  const names = [...new Set([...one.keys(), ...other.keys()])].filter((name) => !leftOut(name));
  return names.every((name) => plain(one.get(name)) === plain(other.get(name)));
}

/** Whether a copy says what the form says, a question of it being stored by now or not. */
export function sayTheSame(copied, shown, prefix) {
  const [copy, form] = [parted(copied, prefix), parted(shown, prefix)];
  const inOrder = ({ rows }) => {
    const place = (row) => Number(row.get("position")?.[0]) || 0;
    return rows.filter((row) => !row.has("DELETE")).sort((a, b) => place(a) - place(b));
  };
  const [rows, others] = [inOrder(copy), inOrder(form)];
  return (
    areAlike(copy.own, form.own, (name) => NOT_SAID.test(name)) &&
    rows.length === others.length &&
    rows.every((row, place) =>
      areAlike(row, others[place], (name) => OF_THE_ROW.has(name) || isMade(name, row)),
    )
  );
}

/** An anchor that nobody typed is made when the question is stored. */
const isMade = (name, row) => name === "anchor" && !row.get("id")?.[0] && !row.get(name)?.[0];

/** Put `fields` into the form; what stands there and is in none of them stays. */
export function putInto(form, group, fields) {
  const prefix = group.dataset.questions;
  const { own, rows } = parted(fields, prefix);
  for (const [name, values] of own) {
    if (!name.startsWith(`${prefix}-`)) fill(form.elements[name], values);
  }
  // All blocks first: a new one numbers the others by where they stand.
  const taken = new Set(rows.map((row) => row.get("id")?.[0]).filter(Boolean));
  const blocks = rows.map((row) => [blockOf(group, row, taken), row]);
  for (const [block, row] of blocks) fillBlock(block, row);
  group.numberQuestions();
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** A row goes where its answer stands. One without goes where the same question does, if it has been
 * stored since and no other row is for it; and one whose answer is gone is a new one. */
function blockOf(group, row, taken) {
  const answer = row.get("id")?.[0];
  const wording = row.get("wording")?.[0].trim();
  const blocks = [...group.querySelectorAll("[data-question]")];
  const known = blocks.find((block) => {
    const id = block.querySelector('[name$="-id"]').value;
    if (answer || !wording) return answer && id === answer;
    const words = block.querySelector('[name$="-wording"]').value.trim();
    return id && !taken.has(id) && words === wording;
  });
  if (known) taken.add(known.querySelector('[name$="-id"]').value);
  return known ?? group.addQuestion();
}

function fillBlock(block, row) {
  for (const field of block.querySelectorAll("[name]")) {
    const part = field.name.match(/-(?:\d+)-(.+)$/)?.[1];
    if (!part || part === "id" || part === "edition" || isMade(part, row)) continue;
    fill(field, row.get(part) ?? []);
  }
}

function fill(field, values) {
  if (!field) return;
  if (field.type === "checkbox") {
    field.checked = values.length > 0;
  } else if (field.type === "select-multiple") {
    choose(field, values);
  } else {
    field.value = values[0] ?? "";
    field.proseEditor?.commands.setContent(field.value);
  }
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The chosen ones first, in their order; those that the list lacks come from the page's own. */
function choose(select, values) {
  const what = select.closest("[data-autocomplete]")?.dataset.autocomplete;
  for (const option of select.options) option.selected = false;
  for (const value of [...values].reverse()) {
    const known = [...select.options].find((option) => option.value === value);
    const listed = document.querySelector(`#all-${what}s [data-id="${CSS.escape(value)}"]`);
    const option = known ?? new Option(listed?.textContent ?? value, value);
    option.selected = true;
    select.prepend(option);
  }
}
