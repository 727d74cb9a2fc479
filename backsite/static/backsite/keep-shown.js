// Which answers were shown is kept by a request of its own, so that looking at the page writes
// nothing. Without this script the form has a button. What is kept, the server finds out by itself.
const form = document.getElementById("keep-shown");
fetch(form.action, {
  method: "POST",
  body: new FormData(form),
  keepalive: true, // the walker may open an answer at once
  redirect: "manual", // to this very page, for whoever pressed the button
}).catch(() => {}); // the next look at the page tries again
