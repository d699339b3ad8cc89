// What the page can't do alone: everything here is a nicety, the pages work without it.
(() => {
  "use strict";
  // "/" goes to the search box, Escape leaves open evidence.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
    if (event.key === "Escape") closeEvidence();
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const words = document.getElementById("q");
    if (!words) return;
    event.preventDefault();
    words.focus();
    words.select();
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

  // Filters take effect at once; the form alone does it with its button. Enter in a field changes and submits: once is enough.
  let due = 0;
  document.addEventListener("change", (event) => {
    const form = document.getElementById("query");
    if (event.target.form !== form || event.target.id === "q") return;
    clearTimeout(due);
    due = setTimeout(() => form.requestSubmit());
  });
  document.addEventListener("submit", () => clearTimeout(due), true);

  // Names are suggested while one types (the combobox pattern). Without a choice, Enter searches as ever.
  const list = document.createElement("ul");
  list.id = list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  let box = null;
  let chosen = -1;
  let timer = 0;
  let turn = 0;
  function add(parent, tag, text, name) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    parent.append(made, " ");
    return made;
  }
  function choose(number) {
    chosen = number;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", place === number));
    if (number < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", list.children[number].id);
    list.children[number].scrollIntoView({ block: "nearest" });
  }
  function closeList() {
    clearTimeout(timer);
    turn += 1;
    if (!list.isConnected) return false;
    choose(-1);
    list.remove();
    box.setAttribute("aria-expanded", "false");
    return true;
  }
  function openList(found) {
    closeList();
    if (!found.length || document.activeElement !== box) return;
    list.replaceChildren(...found.map((each, place) => {
      const option = document.createElement("li");
      option.id = "suggestion-" + place;
      option.setAttribute("role", "option");
      option.dataset.url = each.url;
      add(option, "b", each.label, { actor: "who", location: "where" }[each.facet]);
      const kind = each.kind && each.kind !== "unknown" ? "" : each.facet;
      const called = each.name.toLowerCase() === each.label.toLowerCase() ? "" : "“" + each.name + "”";
      add(option, "small", [called, kind, each.inside].filter(Boolean).join(", "));
      add(option, "span", each.count.toLocaleString("en-GB"), "n");
      return option;
    }));
    box.form.append(list);
    choose(-1);
    box.setAttribute("aria-expanded", "true");
    document.getElementById("status").textContent = found.length + (found.length === 1 ? " suggestion" : " suggestions");
  }
  async function suggest() {
    const mine = ++turn;
    const about = new URLSearchParams({ q: box.value.trim(), in: box.dataset.in || "" });
    try {
      const answer = await fetch(box.dataset.suggest + "&" + about);
      const found = answer.ok ? (await answer.json()).suggestions : [];
      if (mine === turn) openList(found);
    } catch {
      if (mine === turn) closeList();
    }
  }
  document.addEventListener("focusin", (event) => {
    if (!event.target.matches("input[data-suggest]")) return;
    box = event.target;
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id]]) {
      box.setAttribute(name, value);
    }
    box.setAttribute("aria-expanded", "false");
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === box) closeList();
  });
  document.addEventListener("input", (event) => {
    if (event.target !== box) return;
    closeList();
    if (box.value.trim().length > 1) timer = setTimeout(suggest, 150);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== box) return;
    if (event.key === "Enter" && !(list.isConnected && chosen >= 0)) closeList();
    if (!list.isConnected) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") choose(chosen + 1 < count ? chosen + 1 : -1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? count - 1 : chosen - 1);
    else if (event.key === "Enter") location.assign(list.children[chosen].dataset.url);
    else if (event.key === "Escape") closeList();
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) location.assign(option.dataset.url);
  });

  // After a swap: say the new count, name the page, keep the words in step, and never leave the focus nowhere.
  document.addEventListener("htmx:afterSettle", () => {
    const results = document.getElementById("results");
    const heading = results && results.querySelector("h1");
    if (!heading) return;
    document.title = results.dataset.title;
    document.getElementById("status").textContent = heading.textContent.trim().replace(/\s+/g, " ");
    const words = document.getElementById("q");
    const asked = new URLSearchParams(location.search).get("q") || "";
    if (document.activeElement !== words) words.value = asked;
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
