// The menu at the side stands open or closed before anything beside it is shown, so this is no module:
// the script of Django's that decides it runs after the page, and the whole page would move then.
try {
  const isClosed = localStorage.getItem("django.admin.navSidebarIsOpen") === "false";
  document.getElementById("main").classList.toggle("shifted", !isClosed);
} catch {
  // a closed storage: Django's script cannot run either
}
