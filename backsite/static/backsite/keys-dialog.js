// The list of the keys that the page has, by its link in the foot or by Ctrl+?, also on a Mac, where
// Cmd+? is the system's own. Never by a sign alone: that would get in the way of screen readers and
// of who speaks to the machine.

const dialog = document.getElementById("keys-dialog");

function openKeys(event) {
  event.preventDefault();
  for (const row of dialog.querySelectorAll("[data-where]")) {
    row.hidden = !document.querySelector(row.dataset.where);
  }
  if (!dialog.open) dialog.showModal();
}

document.querySelector("[data-keys]")?.addEventListener("click", openKeys);
document.addEventListener("keydown", (event) => {
  if (dialog && event.key === "?" && event.ctrlKey && !event.altKey) {
    openKeys(event);
  }
});
