"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const aimed = () => {
    try { return byId(decodeURIComponent(location.hash.slice(1))); } catch (error) { return null; }
  };
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const show = (node) => node.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });

  // the claims table: filters, sorting, and the claims behind a number
  const table = byId("claims-table");
  if (table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const place = new Map(rows.map((row, number) => [row, number]));
    const words = rows.map((row) => row.textContent.toLowerCase());
    const fields = { side: byId("f-side"), category: byId("f-category"), allegiance: byId("f-allegiance"), role: byId("f-role") };
    const search = byId("f-text");
    const bar = byId("evidence-bar");
    let evidence = null;
    let from = null;
    let height = 0;
    let folded = matchMedia("(max-width: 46.99rem)").matches && rows.length > 20;
    const rest = byId("f-rest");

    const apply = () => {
      const wanted = search.value.trim().toLowerCase();
      let shown = 0;
      const limit = folded && !evidence ? 12 : rows.length;
      [...body.rows].forEach((row) => {
        const number = place.get(row);
        const fits = (!evidence || evidence.has(number)) && (!wanted || words[number].includes(wanted)) &&
          Object.entries(fields).every(([name, field]) => !field.value || row.dataset[name] === field.value);
        shown += fits ? 1 : 0;
        row.hidden = !fits || shown > limit;
      });
      byId("f-count").textContent = shown === rows.length ? `${shown} claims` : `${shown} of ${rows.length} claims`;
      byId("f-none").hidden = shown > 0;
      rest.hidden = shown <= limit;
      rest.textContent = `Show the other ${shown - limit} claims`;
    };
    const clear = () => {
      search.value = "";
      Object.values(fields).forEach((field) => { field.value = ""; });
    };
    const all = () => {
      evidence = null;
      bar.hidden = true;
      clear();
      apply();
    };
    const back = () => {
      const origin = from;
      const where = height;
      all();
      from = null;
      if (!origin) return;
      window.scrollTo({ top: where, behavior: "auto" });
      const target = origin.closest("a") || origin;
      if (target.focus) target.focus({ preventScroll: true });
    };
    const lead = (origin) => {
      const numbers = origin.dataset.rows.split(" ").map(Number);
      evidence = new Set(numbers);
      from = origin;
      height = window.scrollY;
      clear();
      apply();
      const what = origin.dataset.what || origin.dataset.tip || "this number";
      const count = numbers.length === 1 ? "The claim" : `The ${numbers.length} claims`;
      byId("evidence-words").textContent = `${count} behind “${what}”.`;
      const others = byId("evidence-others");
      others.textContent = "";
      if (origin.dataset.others) {
        others.append(" It also rests on ");
        JSON.parse(origin.dataset.others).forEach(([name, anchor], number) => {
          const link = document.createElement("a");
          link.href = `#${anchor}`;
          link.textContent = name;
          others.append(number ? ", " : "", link);
        });
        others.append(".");
      }
      bar.hidden = false;
      try { history.pushState({ evidence: true }, "", "#claims"); } catch (error) { /* no history here */ }
      byId("claims-h").focus({ preventScroll: true });
      show(byId("claims"));
    };

    document.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      const origin = event.target.closest("[data-rows]");
      if (!origin || !origin.dataset.rows) return;
      event.preventDefault();
      lead(origin);
    });
    window.addEventListener("popstate", () => { if (evidence) back(); });
    byId("evidence-back").addEventListener("click", back);
    byId("evidence-all").addEventListener("click", all);
    byId("f-clear").addEventListener("click", all);
    search.addEventListener("input", apply);
    Object.values(fields).forEach((field) => field.addEventListener("change", apply));
    window.addEventListener("hashchange", () => {
      const row = aimed();
      if (row && row.parentNode === body && row.hidden) { folded = false; all(); show(row); }
    });
    byId("filters").hidden = false;
    rest.addEventListener("click", () => { folded = false; apply(); });
    apply();
    if (aimed() && aimed().hidden) { folded = false; apply(); }

    [...table.tHead.rows[0].cells].forEach((cell, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = cell.textContent;
      cell.textContent = "";
      cell.append(button);
      button.addEventListener("click", () => {
        const down = cell.getAttribute("aria-sort") === "ascending";
        [...table.tHead.rows[0].cells].forEach((other) => other.removeAttribute("aria-sort"));
        cell.setAttribute("aria-sort", down ? "descending" : "ascending");
        const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
        const order = cell.dataset.sort === "number"
          ? (a, b) => Number(value(a)) - Number(value(b))
          : (a, b) => value(a).localeCompare(value(b), "en", { numeric: true });
        [...rows].sort((a, b) => (down ? -1 : 1) * order(a, b)).forEach((row) => body.append(row));
        apply();
      });
    });
  }

  // cards are still tables to those who hear them
  document.querySelectorAll("table.cards").forEach((node) => {
    const named = [["table", node], ["rowgroup", ...node.querySelectorAll("thead, tbody")], ["row", ...node.rows],
      ["columnheader", ...node.querySelectorAll("thead th")], ["rowheader", ...node.querySelectorAll("tbody th")],
      ["cell", ...node.querySelectorAll("td")]];
    named.forEach(([role, ...nodes]) => nodes.forEach((each) => each.setAttribute("role", role)));
  });

  // a word on each mark of a chart
  const tip = byId("tip");
  document.addEventListener("pointermove", (event) => {
    const mark = event.pointerType === "touch" ? null : event.target.closest("[data-tip]");
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.dataset.tip;
    const box = tip.getBoundingClientRect();
    const left = Math.min(event.clientX + 14, window.innerWidth - box.width - 8);
    const below = event.clientY + 18 + box.height < window.innerHeight;
    tip.style.transform = `translate(${Math.max(4, left)}px, ${below ? event.clientY + 18 : event.clientY - box.height - 12}px)`;
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hidden = true; });

  // paper shows everything
  let opened = [];
  let unshown = [];
  window.addEventListener("beforeprint", () => {
    if (table) [...table.tBodies[0].rows].filter((row) => row.hidden).forEach((row) => { unshown.push(row); row.hidden = false; });
    document.querySelectorAll("details:not([open])").forEach((node) => { opened.push(node); node.open = true; });
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((node) => { node.open = false; });
    opened = [];
    unshown.forEach((row) => { row.hidden = true; });
    unshown = [];
  });

  // a link into a closed part opens it
  const open = () => {
    const target = aimed();
    const closed = target && target.closest("details:not([open])");
    if (closed) { closed.open = true; show(target); }
  };
  window.addEventListener("hashchange", open);
  open();

  const save = byId("save-numbers");
  save.hidden = false;
  save.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([byId("asculum-numbers").textContent], { type: "application/json" }));
    link.download = "asculum.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
})();
