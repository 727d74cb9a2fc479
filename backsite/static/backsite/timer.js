/* Lets the timer of a walk tick, and its minutes with it until somebody types others.

   How long the walk goes on is the server's to say: the page counts on from there by the clock of
   the device, which goes on while the phone is closed, and may be wrong about the hour. */

const going = document.querySelector("[data-timer]");
const clock = going.querySelector("[data-clock]");
const minutes = going.querySelector("[name=minutes]");
const opened = Date.now() - Number(going.dataset.timer) * 1000;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const two = (number) => String(number).padStart(2, "0");
let suggested = minutes.value;

function inWords(seconds) {
  const [hours, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const whole = hours ? `${hours}:${two(rest)}` : String(rest);
  return calm.matches ? `${whole}${hours ? " h" : " min"}` : `${whole}:${two(seconds % 60)}`;
}

function suggest(text) {
  if (minutes.value === suggested && minutes !== document.activeElement) minutes.value = text;
  suggested = text;
}

function tick() {
  const seconds = Math.max(0, Math.floor((Date.now() - opened) / 1000));
  const isForgotten = Math.round(seconds / 60) > Number(going.dataset.forgottenAfter);
  going.querySelector("[data-forgotten]").hidden = !isForgotten;
  clock.hidden = isForgotten;
  if (isForgotten) {
    clearInterval(ticking);
    suggest("");
    return;
  }
  clock.textContent = inWords(seconds);
  suggest(String(Math.max(1, Math.round(seconds / 60))));
}

const ticking = setInterval(tick, 1000);
addEventListener("visibilitychange", tick);
going.querySelector("[data-left]").hidden = true;
tick();
