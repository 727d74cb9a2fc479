// Walks that somebody tried without an account wait in this tab until they have one. The site is
// told nothing of them before. They are gone with the tab, once they are taken, or when forgotten.
const KEY = "backsite-tried";
const keep = document.getElementById("keep-tried");
if (keep) {
  keep.hidden = false;
  document.getElementById("keep-tried-words").hidden = false;
  keep.addEventListener("click", () => {
    sessionStorage.setItem(KEY, document.getElementById("tried").value);
  });
}
const take = document.getElementById("take-tried");
const waiting = sessionStorage.getItem(KEY);
if (take && waiting) {
  take.elements.walks.value = waiting;
  take.hidden = false;
  take.addEventListener("submit", () => sessionStorage.removeItem(KEY));
  document.getElementById("forget-tried").addEventListener("click", () => {
    sessionStorage.removeItem(KEY);
    take.hidden = true;
  });
}
