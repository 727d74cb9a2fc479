// Ctrl+S (or Cmd+S) saves the draft and stays on its page, as the button of that name does.

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const save = document.querySelector('#edition_form [name="_continue"]');
  if (!save) return;
  event.preventDefault();
  save.click();
});
