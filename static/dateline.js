// What the page can't do alone: everything here is a nicety, the pages work without it.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");

  // "/" goes to the search box, Escape leaves open evidence.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
    if (event.key === "Escape") closeEvidence();
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = document.getElementById("q");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  // Evidence opens in place without a new entry in the history.
  function closeEvidence() {
    let closed = null;
    for (const open of document.querySelectorAll(".evidence.open, .m.open")) {
      if (open.matches(".evidence")) closed = open;
      open.classList.remove("open");
    }
    return closed;
  }
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a.m, .evidence .also, .evidence .close");
    if (!link) return;
    event.preventDefault();
    if (location.hash.startsWith("#m")) location.replace("#article");
    const closed = closeEvidence();
    const evidence = document.getElementById(link.hash.slice(1));
    if (!evidence || evidence === closed || !evidence.matches(".evidence")) return;
    evidence.classList.add("open");
    link.classList.add("open");
    const box = evidence.getBoundingClientRect();
    if (box.bottom > window.innerHeight) evidence.scrollIntoView({ block: "nearest" });
  });

  // Filters take effect at once; the form alone does it with its button.
  document.addEventListener("change", (event) => {
    const form = document.getElementById("query");
    if (event.target.form === form && event.target.id !== "q") form.requestSubmit();
  });

  // After a swap: say the new count, name the page, keep the words in step, and never leave the focus nowhere.
  document.addEventListener("htmx:afterSettle", () => {
    const results = document.getElementById("results");
    const heading = results && results.querySelector("h1");
    if (!heading) return;
    document.title = results.dataset.title;
    document.getElementById("status").textContent = heading.textContent.trim().replace(/\s+/g, " ");
    const box = document.getElementById("q");
    const asked = new URLSearchParams(location.search).get("q") || "";
    if (document.activeElement !== box) box.value = asked;
    if (document.activeElement === document.body) heading.focus({ preventScroll: true });
  });

  // An error page is shown as a page of its own.
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(name, (event) => {
      const path = event.detail.pathInfo && (event.detail.pathInfo.finalRequestPath || event.detail.pathInfo.requestPath);
      if (path) location.assign(path);
    });
  }
})();
