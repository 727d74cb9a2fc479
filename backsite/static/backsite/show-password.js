// A button below each password that shows what was typed: on a phone nobody sees a wrong key.
for (const field of document.querySelectorAll('input[type="password"]')) {
  const button = document.createElement("button");
  // “Password, if you want one”: what it is, and not what is said of it.
  const name = (field.labels[0]?.textContent.split(",")[0].trim() ?? "password").toLowerCase();
  button.type = "button";
  button.className = "btn btn-link";
  button.textContent = `Show ${name}`;
  button.addEventListener("click", () => {
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    button.textContent = `${hidden ? "Hide" : "Show"} ${name}`;
  });
  // Browsers offer to keep what is in a password field alone.
  field.form.addEventListener("submit", () => {
    field.type = "password";
  });
  field.after(button);
}
