"use strict";
(() => {
  const byId = (id) => document.getElementById(id);

  // a row's form: what the checks say of it while it is being filled in
  const form = byId("row-form");
  if (form) {
    const told = byId("told");
    let waiting = 0;
    let asked = 0;
    let changed = false;
    // a field that an error speaks of says so to those who cannot see the list beside it
    const mark = () => {
      const wrong = new Set([...told.querySelectorAll("li.error")].map((item) => `cell-${item.dataset.field.replace(/^.*\]\./, "")}`));
      [...form.elements].forEach((field) => {
        if (field.name && wrong.has(field.name)) field.setAttribute("aria-invalid", "true");
        else field.removeAttribute("aria-invalid");
      });
    };
    mark();
    const ask = async () => {
      const own = ++asked;
      try {
        const answer = await fetch(form.dataset.told, { method: "POST", body: new URLSearchParams(new FormData(form)) });
        if (own !== asked || !answer.ok) return;
        told.innerHTML = await answer.text();
        mark();
      } catch (error) {
        told.textContent = "The workbench does not answer. Is it still running where it was started? What you wrote stays in the form.";
      }
    };
    form.addEventListener("input", () => {
      changed = true;
      clearTimeout(waiting);
      waiting = setTimeout(ask, 350);
    });
    form.addEventListener("submit", (event) => {
      if (event.submitter && event.submitter.value === "delete" && !confirm("Delete this row? The history holds it.")) {
        event.preventDefault();
        return;
      }
      changed = false;
    });
    window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  }

  // runs: how far they are; the page is loaded anew when all of them are over
  const runs = [...document.querySelectorAll(".run[data-state]")];
  const look = async () => {
    let over = 0;
    for (const run of runs) {
      try {
        const now = await (await fetch(run.dataset.state)).json();
        run.querySelector(".run-words").textContent = now.words;
        run.querySelector(".run-stage").textContent = now.stage;
        run.querySelector("progress").value = now.share;
        over += now.state === "waiting" || now.state === "running" ? 0 : 1;
      } catch (error) {
        run.querySelector(".run-stage").textContent = "The workbench does not answer.";
      }
    }
    if (over === runs.length) location.reload();
    else setTimeout(look, 700);
  };
  if (runs.length) setTimeout(look, 400);

  // a file may be dropped where it may be chosen
  document.querySelectorAll(".drop").forEach((place) => {
    const field = place.querySelector("input[type=file]");
    ["dragenter", "dragover"].forEach((name) => place.addEventListener(name, (event) => { event.preventDefault(); place.classList.add("over"); }));
    ["dragleave", "drop"].forEach((name) => place.addEventListener(name, () => place.classList.remove("over")));
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
    });
  });

  // a file says how much of it was sent, and its sending can be cancelled
  document.querySelectorAll("form.drop").forEach((place) => {
    const field = place.querySelector("input[type=file]");
    const sending = place.querySelector(".sending");
    const told = place.querySelector("p.refusal");
    const say = (words) => { sending.hidden = true; told.hidden = false; told.textContent = words; };
    place.addEventListener("submit", (event) => {
      const file = field.files[0];
      if (!file) return;
      event.preventDefault();
      if (file.size > Number(place.dataset.most)) {
        say(`The file has ${Math.ceil(file.size / 1048576)} MiB, more than may be sent. Bring it in with asculum import, which reads files of any size.`);
        return;
      }
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (now) => { sending.querySelector("progress").value = now.loaded / file.size; });
      request.addEventListener("load", () => {
        if (request.status === 200) location.href = request.responseText;
        else say((request.getResponseHeader("content-type") || "").startsWith("text/plain") ? request.responseText : "The file was not taken. Open this page again and send it once more.");
      });
      request.addEventListener("error", () => say("The workbench does not answer. Is it still running where it was started?"));
      request.addEventListener("abort", () => say("Cancelled. Nothing was kept."));
      sending.querySelector("button").onclick = () => request.abort();
      told.hidden = true;
      sending.hidden = false;
      request.open("POST", place.action);
      request.setRequestHeader("Accept", "text/plain");
      request.send(new FormData(place));
    });
  });

  // tables drawn as cards on a phone are still tables to those who hear them
  document.querySelectorAll("table.cards").forEach((node) => {
    const named = [["table", node], ["rowgroup", ...node.querySelectorAll("thead, tbody")], ["row", ...node.rows],
      ["columnheader", ...node.querySelectorAll("thead th")], ["rowheader", ...node.querySelectorAll("tbody th")],
      ["cell", ...node.querySelectorAll("td")]];
    named.forEach(([role, ...nodes]) => nodes.forEach((each) => each.setAttribute("role", role)));
  });
})();
