/* What a browser adds to the quick form, which works without it. */

const form = document.querySelector("[data-quick]");

// Native radio buttons go from the last to the first: one key too many made the worst into none.
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
for (const row of document.querySelectorAll("[data-no-wrap]")) {
  row.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.target.type !== "radio") return;
    const radios = [...row.querySelectorAll("input[type=radio]")];
    const at = radios.indexOf(event.target);
    const isFirstKey = !radios.some((radio) => radio.checked);
    // With nothing pressed, the first key presses where the focus is, never the other end.
    if (isFirstKey) radios[at].click();
    if (isFirstKey || !radios[at + step]) event.preventDefault();
  });
}

// A page that comes back with the browser's Back shows nobody's last answers.
addEventListener("pageshow", (event) => {
  const [entry] = performance.getEntriesByType("navigation");
  if (event.persisted) location.reload();
  else if (entry?.type === "back_forward") form?.reset();
});

// A server far away takes its time: what was pressed says so at once. Pressed again, it is one walk.
form?.addEventListener("submit", ({ submitter }) => {
  if (submitter) submitter.textContent = "Saving …";
});

const minutes = form?.elements.minutes;
const usual = form ? [...form.querySelectorAll("[name=usual]")] : [];
for (const button of usual) button.addEventListener("change", () => (minutes.value = ""));
minutes?.addEventListener("input", () => {
  if (minutes.value) for (const button of usual) button.checked = false;
});

// The names that a walk has everywhere, for what keeps it when there is no connection.
const two = (number) => String(number).padStart(2, "0");
function dayBegun(when, day) {
  if (when === "day") return day;
  const date = new Date();
  if (when === "yesterday") date.setDate(date.getDate() - 1);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
form?.addEventListener("formdata", ({ formData }) => {
  const length = formData.get("minutes") || formData.get("usual");
  if (length) formData.set("minutes", length);
  const when = formData.get("when");
  const clock = formData.get("clock") || formData.get("about")?.padStart(5, "0");
  if (when !== "now" && clock)
    formData.set("started_at", `${dayBegun(when, formData.get("day"))}T${clock}`);
});
