"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const aimed = () => {
    try { return byId(decodeURIComponent(location.hash.slice(1))); } catch (error) { return null; }
  };
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const show = (node) => node.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });

  // drawings, and numbers behind a fold, are read as words until they are wanted, so that a phone has
  // the page sooner; where no script runs they are there from the beginning
  const laid = [];
  const lay = (store) => {
    const made = document.createElement("template");
    made.innerHTML = store.textContent;
    const whole = made.content;
    laid.forEach((act) => act(whole));
    store.replaceWith(whole);
  };
  const layAll = (root, which) => root.querySelectorAll(which).forEach(lay);
  const NUMBERS = "noscript:not(.wide, .narrow)";
  const later = window.requestIdleCallback || ((act) => setTimeout(act, 20));
  const desk = matchMedia("(min-width: 47rem)");
  const looks = [];
  const draw = (which) => { layAll(document, which); looks.forEach((again) => again()); };
  if (desk.matches) draw("noscript.wide");
  desk.addEventListener("change", () => draw(desk.matches ? "noscript.wide" : "noscript.narrow"));
  document.addEventListener("toggle", (event) => { if (event.target.open) layAll(event.target, NUMBERS); }, true);

  // the claims table: filters, sorting, and the claims behind a number
  const table = byId("claims-table");
  if (table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const place = new Map(rows.map((row, number) => [row, number]));
    const words = rows.map((row) => row.textContent.toLowerCase());
    const fields = { side: byId("f-side"), category: byId("f-category"), allegiance: byId("f-allegiance"), source: byId("f-source"), scope: byId("f-scope"), role: byId("f-role") };
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
        const now = cell.getAttribute("aria-sort");
        const down = now === "ascending" || (!now && cell.dataset.first === "down");
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

  // a chart as it stood on past days: claims published by then, and the band reckoned from them
  document.querySelectorAll(".asof").forEach((control) => {
    const stops = JSON.parse(control.dataset.stops);
    const figure = control.closest("figure");
    const slide = control.querySelector("input");
    const name = control.querySelector("b");
    const told = control.querySelector(".asof-words");
    const buttons = [...control.querySelectorAll("button")];
    let now = stops.length - 1;
    const look = (number) => {
      now = number;
      const [day, called, words, fan] = stops[number];
      slide.value = number;
      slide.setAttribute("aria-valuetext", called);
      name.textContent = called;
      told.textContent = words;
      figure.querySelectorAll("[data-known]").forEach((mark) => mark.classList.toggle("unknown", mark.dataset.known > day));
      figure.querySelectorAll("[data-fan]").forEach((each) => each.toggleAttribute("hidden", each.dataset.fan !== fan));
      buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.stop === day)));
      figure.classList.toggle("looking-back", number < stops.length - 1);
    };
    slide.addEventListener("input", () => look(Number(slide.value)));
    buttons.forEach((button) => button.addEventListener("click", () => look(stops.findIndex((stop) => stop[0] === button.dataset.stop))));
    look(now);
    looks.push(() => look(now));
    control.hidden = false;
  });

  // cards are still tables to those who hear them; told once the page is there
  const heard = (root) => root.querySelectorAll("table.cards").forEach((node) => {
    const named = [["table", node], ["rowgroup", ...node.querySelectorAll("thead, tbody")], ["row", ...node.rows],
      ["columnheader", ...node.querySelectorAll("thead th")], ["rowheader", ...node.querySelectorAll("tbody th")],
      ["cell", ...node.querySelectorAll("td")]];
    named.forEach(([role, ...nodes]) => nodes.forEach((each) => each.setAttribute("role", role)));
  });
  later(() => { heard(document); laid.push(heard); });

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

  // paper shows everything but the numbers of charts, which stay where they were
  let opened = [];
  let unshown = [];
  window.addEventListener("beforeprint", () => {
    draw("noscript.wide, noscript.fold");
    if (table) [...table.tBodies[0].rows].filter((row) => row.hidden).forEach((row) => { unshown.push(row); row.hidden = false; });
    document.querySelectorAll("details:not([open], .numbers)").forEach((node) => { opened.push(node); node.open = true; });
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((node) => { node.open = false; });
    opened = [];
    unshown.forEach((row) => { row.hidden = true; });
    unshown = [];
  });

  // a link into a closed part opens it
  const open = () => {
    if (location.hash && !aimed()) layAll(document, NUMBERS);
    const target = aimed();
    const closed = target && target.closest("details:not([open])");
    if (closed) { closed.open = true; show(target); }
  };
  window.addEventListener("hashchange", open);
  open();

  const hand = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 40_000); // a busy browser fetches it late
  };
  const save = byId("save-numbers");
  save.hidden = false;
  save.addEventListener("click", () => hand(new Blob([byId("asculum-numbers").textContent], { type: "application/json" }), "asculum.json"));
  const paper = byId("print-page");
  paper.hidden = false;
  paper.addEventListener("click", () => window.print());

  // each chart as a file of its own: the styles of the page go into it, its links and hints stay here
  const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
    "stroke-linejoin", "opacity", "font-family", "font-size", "font-weight", "font-style", "letter-spacing", "text-anchor",
    "dominant-baseline", "paint-order", "display", "visibility", "color"];
  const SVG = "http://www.w3.org/2000/svg";
  const apart = (plot, title) => {
    const copy = plot.cloneNode(true);
    const pairs = [[plot, copy], ...[...plot.querySelectorAll("*")].map((node, at) => [node, copy.querySelectorAll("*")[at]])];
    pairs.forEach(([from, to]) => {
      const style = getComputedStyle(from);
      STYLES.forEach((name) => to.setAttribute(name, style.getPropertyValue(name)));
      [...to.attributes].filter((each) => /^(data-|class$|hidden$|tabindex$|href$|aria-|role$)/.test(each.name) || (each.name === "id" && !to.closest("defs"))).forEach((each) => to.removeAttribute(each.name));
    });
    // room around it, for its title above and where it is from below
    const { x, y, width, height } = plot.viewBox.baseVal;
    const view = { x: x - 14, y: y - 44, width: width + 28, height: height + 80 };
    const add = (kind, values, words, first) => {
      const node = document.createElementNS(SVG, kind);
      Object.entries(values).forEach(([key, value]) => node.setAttribute(key, value));
      node.textContent = words;
      copy.insertBefore(node, first ? copy.firstChild : null);
    };
    const body = getComputedStyle(document.body);
    const plain = { x, fill: body.color, "font-family": getComputedStyle(plot).fontFamily };
    add("rect", { ...view, fill: body.backgroundColor }, "", true);
    add("text", { ...plain, y: y - 20, "font-size": width > 500 ? 18 : 14, "font-weight": 650 }, title);
    add("text", { ...plain, y: y + height + 24, "font-size": 11 }, byId("save-numbers").dataset.from);
    copy.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    copy.setAttribute("xmlns", SVG);
    copy.setAttribute("width", view.width);
    copy.setAttribute("height", view.height);
    return { text: new XMLSerializer().serializeToString(copy), ...view };
  };
  const picture = (plot, title, name) => {
    const { text, width, height } = apart(plot, title);
    const image = new Image();
    image.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      canvas.width = 2 * width;
      canvas.height = 2 * height;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => hand(blob, name), "image/png");
    });
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  };
  // a cell that a spreadsheet would take for a formula is told not to be one
  const cell = (node) => {
    const copy = node.cloneNode(true);
    copy.querySelectorAll("br").forEach((br) => br.replaceWith(" "));
    const words = copy.textContent.replace(/\s+/g, " ").trim();
    const tame = /^[=+\-@\t]/.test(words) && !/^[+\-]?[\d.,]+%?$/.test(words) ? `'${words}` : words;
    return `"${tame.replaceAll('"', '""')}"`;
  };
  const rows = (node) => `\ufeff${[...node.rows].map((row) => [...row.cells].map(cell).join(",")).join("\r\n")}\r\n`;
  const own = (figure) => [...figure.querySelectorAll("svg.plot")].filter((plot) => plot.closest("figure") === figure);
  [...document.querySelectorAll("figure")].forEach((figure, at) => later(() => {
    layAll(figure, desk.matches ? NUMBERS : `${NUMBERS}, noscript.narrow`);
    looks.forEach((again) => again());
    if (!own(figure).length) return;
    const heading = figure.querySelector("h3, h4");
    const title = heading ? heading.textContent.trim() : `Figure ${at + 1}`;
    const name = `${byId("save-numbers").dataset.dossier}-${title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}`.slice(0, 80);
    const shown = () => own(figure).find((plot) => plot.getClientRects().length);
    const bar = document.createElement("p");
    bar.className = "take";
    const offer = (kind, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = kind;
      button.setAttribute("aria-label", `Save as ${kind}: ${title}`);
      button.addEventListener("click", act);
      bar.append(button);
    };
    offer("SVG", () => hand(new Blob([apart(shown(), title).text], { type: "image/svg+xml" }), `${name}.svg`));
    offer("PNG", () => picture(shown(), title, `${name}.png`));
    const data = [...figure.querySelectorAll("table")].find((node) => node.closest("figure") === figure);
    if (data) offer("CSV", () => hand(new Blob([rows(data)], { type: "text/csv" }), `${name}.csv`));
    own(figure).pop().after(bar);
  }));
  later(() => layAll(document, NUMBERS));
})();
