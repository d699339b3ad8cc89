// The upload's page follows its upload: without this script it reloads itself instead.
(() => {
  "use strict";
  const EVERY = 1000; // milliseconds
  const LEDGER_EVERY = 5000;
  const PATIENCE = 10000; // between announcements, and at most between attempts without an answer
  const desk = document.getElementById("upload-desk");
  const said = document.getElementById("upload-said");
  const address = desk && desk.dataset.progressUrl;
  if (!address) return;
  let lastSaid = Date.now();
  let lastLedger = Date.now();
  let failures = 0;

  function say(text) {
    said.textContent = text;
    lastSaid = Date.now();
  }

  function show(progress) {
    desk.querySelector("progress").value = progress.percent;
    for (const [name, text] of Object.entries(progress.texts)) fill(`[data-progress="${name}"]`, text);
    for (const [name, count] of Object.entries(progress.counts)) fill(`[data-count="${name}"]`, count.text);
    if (progress.waiting && Date.now() - lastSaid >= PATIENCE) say(progress.sentence);
  }

  function fill(selector, text) {
    const place = desk.querySelector(selector);
    if (place && place.textContent !== text) place.textContent = text;
  }

  // Return a part of this page as it is by now; null when it does not come.
  async function fetched(id) {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return answer.ok ? page.getElementById(id) : null;
  }

  // Files and ledger follow too, more slowly, unless somebody is in there: to filter, or to read with a keyboard.
  async function followLedger() {
    const part = document.getElementById("upload-ledger");
    const isFree = () => !part.contains(document.activeElement) && String(getSelection()) === "";
    if (!part || Date.now() - lastLedger < LEDGER_EVERY || !isFree()) return;
    const fresh = await fetched("upload-ledger");
    lastLedger = Date.now();
    if (fresh && isFree()) part.replaceChildren(...fresh.childNodes);
  }

  // The finished page takes the place of this one, ledger and all; whoever was inside the old one finds the heading.
  async function finish(progress) {
    const fresh = await fetched("upload-desk");
    if (!fresh) return location.reload();
    const inside = desk.contains(document.activeElement);
    desk.replaceChildren(...fresh.childNodes);
    desk.removeAttribute("data-progress-url");
    if (inside) {
      const heading = document.getElementById("ledger");
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    say(progress.sentence);
  }

  async function ask() {
    const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (answer.redirected || answer.status === 403) {
      say("You are signed out. Load the page again to sign in.");
      return fill('[data-progress="message"]', "You are signed out. Load the page again to sign in.");
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const progress = await answer.json();
    failures = 0;
    show(progress);
    if (progress.waiting) {
      await followLedger();
      return again(document.hidden ? 5 * EVERY : EVERY);
    }
    return finish(progress);
  }

  function again(milliseconds) {
    setTimeout(() => ask().catch(missed), milliseconds);
  }

  function missed() {
    failures += 1;
    fill('[data-progress="message"]', "No answer; trying again.");
    again(Math.min(PATIENCE, EVERY * 2 ** failures));
  }

  again(EVERY);
})();
