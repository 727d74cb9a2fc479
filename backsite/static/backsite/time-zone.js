/* Asks the browser where it is: suggests zones by name, fills in the one of a newcomer, and asks
   somebody who is elsewhere than the journal says. */

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const cityOf = (zone) => zone.split("/").at(-1).replaceAll("_", " ");

const field = document.querySelector("[data-time-zone]");
if (field) {
  const list = document.createElement("datalist");
  list.id = "time-zones";
  for (const zone of Intl.supportedValuesOf?.("timeZone") ?? [])
    list.append(new Option(cityOf(zone), zone));
  field.after(list);
  field.setAttribute("list", list.id);
  // Before anything was agreed to, what stands there is the site's own zone and nobody's choice.
  if (here && field.closest("[data-guess-zone]") && field.value === field.defaultValue)
    field.value = here;
}

// Two names may mean one clock: only what a clock shows counts.
function clocks(zone) {
  const year = new Date().getUTCFullYear();
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "short",
  });
  return [0, 3, 6, 9].map((month) => format.format(new Date(Date.UTC(year, month, 15)))).join();
}

const question = document.querySelector("[data-own-zone]");
function isElsewhere(own) {
  try {
    return clocks(here) !== clocks(own);
  } catch {
    return false; // a zone that this browser does not know
  }
}
const answered = () => {
  try {
    return localStorage.getItem("zone-kept") === `${question.dataset.ownZone} ${here}`;
  } catch {
    return false;
  }
};
if (question && here && isElsewhere(question.dataset.ownZone) && !answered()) {
  for (const place of question.querySelectorAll("[data-here]")) place.textContent = cityOf(here);
  question.querySelector("[name=time_zone]").value = here;
  question.hidden = false;
  question.querySelector("[type=button]").addEventListener("click", () => {
    question.hidden = true;
    try {
      localStorage.setItem("zone-kept", `${question.dataset.ownZone} ${here}`);
    } catch {
      // no storage: asked again next time
    }
  });
}
