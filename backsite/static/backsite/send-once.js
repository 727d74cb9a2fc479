// A double click sends a form once. Of two requests, the browser shows what the second one answers,
// and that one would not find what the first one deleted. The same button sends the form again once
// something in the page was changed, when the page comes back, and after some seconds: whoever stops a
// page or is sent a file stays on this one.

const MILLISECONDS = 5000;
let sent = {};
const forget = () => {
  sent = {};
};

// On the window, which hears of it last: what a script sends in place is its own.
addEventListener("submit", (event) => {
  const { target: form, submitter, timeStamp } = event;
  if (event.defaultPrevented || form.method !== "post") return;
  const isSame = sent.form === form && sent.submitter === submitter;
  if (isSame && timeStamp - sent.timeStamp < MILLISECONDS) event.preventDefault();
  else sent = { form, submitter, timeStamp };
});
addEventListener("input", forget);
addEventListener("pageshow", forget);
