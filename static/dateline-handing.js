// Files and folders dropped on the form, their number and size, and how far they are sent. Without it the form works too.
(() => {
  "use strict";
  const form = document.getElementById("upload-form");
  const said = document.getElementById("upload-chosen");
  if (!form || !said) return;
  const MOST = 1000; // files: what the site takes at once
  const WHY = { // what answers mean that are no page of the desk
    403: "You are signed out, or may not upload. Load this page again, sign in and choose the files once more.",
    413: "That is more than the site takes at once. Send less, or pack it.",
    503: "The site can’t take files just now. Try again in a while.",
    507: "The disk of the site is full. Tell whoever looks after it.",
  };
  const files = form.querySelector("[name=files]");
  const folder = form.querySelector("[name=folder]");
  const paths = form.querySelector("[name=paths]");
  let dropped = new Map(); // File -> its path in the folder that was dropped

  function pathOf(file) {
    return dropped.get(file) || file.webkitRelativePath || file.name;
  }

  function size(bytes) {
    const units = ["bytes", "KB", "MB", "GB"];
    let unit = 0;
    for (; bytes >= 1000 && unit < units.length - 1; unit += 1) bytes /= 1000;
    return `${unit ? bytes.toFixed(1) : bytes} ${units[unit]}`;
  }

  function tell() {
    const chosen = [...files.files, ...folder.files];
    paths.value = chosen.length ? JSON.stringify(chosen.map(pathOf)) : "";
    const bytes = chosen.reduce((sum, file) => sum + file.size, 0);
    const tooMany = chosen.length > MOST;
    said.classList.toggle("too-many", tooMany);
    said.textContent = !chosen.length ? "Files and folders can also be dropped anywhere on this page." : tooMany
      ? `${chosen.length.toLocaleString("en-GB")} files are too many to send at once (at most ${MOST.toLocaleString("en-GB")}): pack them into a .zip.`
      : `${chosen.length === 1 ? chosen[0].name : `${chosen.length.toLocaleString("en-GB")} files`}, ${size(bytes)}`;
  }

  function entriesOf(reader) {
    return new Promise((done, failed) => reader.readEntries(done, failed));
  }

  async function* walk(entry) {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      yield [file, entry.fullPath.replace(/^\//, "")];
      return;
    }
    const reader = entry.createReader();
    for (let found = await entriesOf(reader); found.length; found = await entriesOf(reader)) {
      for (const each of found) if (!each.name.startsWith(".")) yield* walk(each);
    }
  }

  async function take(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    const chosen = new DataTransfer();
    dropped = new Map();
    for (const entry of entries) {
      for await (const [file, path] of walk(entry)) {
        if (chosen.items.length > MOST) break;
        chosen.items.add(file);
        dropped.set(chosen.files[chosen.files.length - 1], path);
      }
    }
    if (!entries.length) for (const file of transfer.files) chosen.items.add(file);
    const named = [...chosen.files].map((file) => dropped.get(file) || file.name);
    files.files = chosen.files;
    dropped = new Map([...files.files].map((file, number) => [file, named[number]]));
    tell();
  }

  for (const input of [files, folder]) input.addEventListener("change", tell);
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      form.classList.add("dropping");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    form.classList.remove("dropping");
    take(event.dataTransfer).catch(() => { said.textContent = "That could not be read; choose the files with the button."; });
  });

  // Sent in the background so that the page can say how far it is; the answer's page takes the place of this one.
  form.addEventListener("submit", (event) => {
    tell();
    if (!files.files.length && !folder.files.length) return;
    if (said.classList.contains("too-many")) return event.preventDefault();
    event.preventDefault();
    const request = new XMLHttpRequest();
    const buttons = form.querySelectorAll("[type=submit]");
    const free = () => buttons.forEach((button) => { button.disabled = false; });
    request.open("POST", form.action || location.href);
    request.upload.addEventListener("progress", (sent) => {
      if (sent.lengthComputable) said.textContent = `Sending: ${Math.floor((sent.loaded * 100) / sent.total)} % of ${size(sent.total)}`;
    });
    request.upload.addEventListener("load", () => { said.textContent = "Sent; the site is keeping the files."; });
    request.addEventListener("error", () => {
      said.textContent = "The files could not be sent: the connection broke. Try again.";
      free();
    });
    request.addEventListener("load", () => {
      if (request.responseURL && request.responseURL !== location.href) return location.assign(request.responseURL);
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const told = [...page.querySelectorAll(".errorlist li, .messagelist li")].map((each) => each.textContent.trim());
      said.classList.add("too-many");
      said.textContent = told.join(" ") || `${WHY[request.status] || `The site answered ${request.status}.`} Nothing was handed over.`;
      free();
    });
    const data = new FormData(form);
    if (event.submitter && event.submitter.name) data.append(event.submitter.name, event.submitter.value);
    buttons.forEach((button) => { button.disabled = true; });
    said.textContent = "Sending…";
    request.send(data);
  });

  tell();
})();
