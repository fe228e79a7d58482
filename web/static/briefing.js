// The page of a briefing: headings, own notes and quotes, put in order, kept in this browser and,
// where people sign in, by kept.js on the server.
// pincite.js, which runs before this module, recalls and keeps it, copies, and tells what was done.

const page = document.querySelector("[data-briefing]");
const list = page.querySelector("[data-items]");
const title = document.getElementById("briefing-title");
const style = document.getElementById("briefing-style");
const problem = page.querySelector("[data-problem]");
const checkedLine = page.querySelector("[data-checked]");
const file = page.querySelector("input[type=file]");
const STYLES = ["line", "oscola", "numbered"];
const MOST_ITEMS = 500;
const KEPT = `${BRIEFING}.kept`;  // which of the server's this is, and as what it was last kept there
const LONGEST = { heading: 300, note: 10_000, quote: 100 };  // characters

let briefing = recallBriefing();
let checked = new Map();  // what the server last said of each citation, by its id
const items = new WeakMap();  // of each place in the list its part of the briefing

document.querySelector("[data-unscripted]").hidden = true;
page.hidden = false;

function store() {
  if (!keepBriefing(briefing)) problem.textContent = "This browser has no room to keep the briefing. Save it to a file.";
  showBriefing();
  page.querySelector("[data-nothing]").hidden = briefing.items.length > 0;
  page.dispatchEvent(new Event("stored"));
}

// Showing

function marked(runs, tag) {
  return runs.map(([text, differs]) => {
    if (!differs) return text;
    const part = document.createElement(tag);
    part.textContent = text;
    return part;
  });
}

function cite(into, found, lead) {
  const [before, name, after] = found.cited[style.value];
  const link = document.createElement("a");
  link.href = found.link;
  link.textContent = name;
  into.replaceChildren(lead, before, link, after);
}

function showQuote(place, item) {
  const found = checked.get(item.quote);
  const [words, now] = place.querySelectorAll("blockquote");
  const state = place.querySelector(".item-state");
  const kind = place.querySelector(".item-kind");
  if (!found) {
    kind.textContent = "Not checked yet";
    words.replaceChildren(item.words || "…");
    place.classList.add("item-unchecked");
    return;
  }
  const held = found.words.length > 0;
  if (found.state === "erased") item.words = "";
  const leads = (item.leads || []).map((id) => checked.get(id)).filter((lead) => lead && lead.words.length);
  const opening = leads.flatMap((lead) => [...marked(lead.words, "del"), `${lead.gap} `]);
  words.replaceChildren(...(held ? [...opening, ...marked(found.words, "del")] : [item.words || "Its words are not known."]));
  place.classList.toggle("item-unchecked", !held);
  if (held && found.state !== "gone") item.words = found.words.map(([text]) => text).join("");
  kind.textContent = held ? "Quote" : "Not a quote: as this browser kept it";
  state.hidden = !found.told;
  state.dataset.state = found.state;
  const [told, ways] = state.querySelectorAll(":scope > p");
  told.textContent = found.told;
  now.hidden = !found.now.length;
  now.replaceChildren(...marked(found.now, "ins"));
  ways.hidden = !found.now_id;
  ways.querySelector("a").href = root + found.href;
}

function showSources() {
  const numbers = new Map();  // by the reference as it is written: the same place is one
  const references = page.querySelector("[data-references]");
  references.hidden = true;
  references.querySelector("ol").replaceChildren();
  for (const place of list.children) {
    const found = checked.get(items.get(place).quote);
    const source = place.querySelector(".item-source");
    if (!source) continue;
    if (!found || !found.words.length) {
      source.replaceChildren();
    } else if (style.value === "numbered") {
      const key = found.cited.numbered.join("");
      if (!numbers.has(key)) {
        const line = document.createElement("li");
        cite(line, found, "");
        references.querySelector("ol").append(line);
        numbers.set(key, numbers.size + 1);
      }
      source.replaceChildren(`[${numbers.get(key)}] ${found.about}`);
      references.hidden = false;
    } else {
      cite(source, found, "");
    }
  }
}

function kindOf(item) {
  return Object.keys(LONGEST).find((kind) => kind in item);
}

// A name tells the buttons of one part from those of the others.
function name(place) {
  const item = items.get(place);
  const text = item.quote ? place.querySelector("blockquote").textContent : item[kindOf(item)];
  for (const part of place.querySelectorAll("[data-name]")) part.textContent = text.slice(0, 60) || "without words";
}

function fit(area) {  // where the browser does not by itself
  if (area.tagName === "TEXTAREA") area.rows = Math.max(2, area.value.split("\n").length);
}

function draw(item) {
  const kind = kindOf(item);
  const place = page.querySelector(`template[data-kind=${kind}]`).content.firstElementChild.cloneNode(true);
  items.set(place, item);
  if (kind === "quote") {
    showQuote(place, item);
  } else {
    const text = place.querySelector("[data-text]");
    text.value = item[kind];
    fit(text);
  }
  name(place);
  return place;
}

function showEnds() {
  [...list.children].forEach((place, at) => {
    for (const button of place.querySelectorAll("[data-step]")) {
      button.setAttribute("aria-disabled", String(!list.children[at + Number(button.dataset.step)]));
    }
  });
}

function show() {
  title.value = briefing.title;
  style.value = briefing.style;
  list.replaceChildren(...briefing.items.map(draw));
  showEnds();
  showSources();
}

// Checking

function cited() {
  return [...new Set(briefing.items.flatMap((item) => (item.quote ? [...(item.leads || []), item.quote] : [])))];
}

async function check() {
  const ids = cited();
  checkedLine.hidden = !ids.length;
  if (!ids.length) return;
  try {
    const response = await fetch(`${root}/briefing/quotes`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ids }),
    });
    if (!response.ok) throw new Error(response.statusText);
    checked = new Map((await response.json()).map((found) => [found.id, found]));
  } catch {
    checkedLine.textContent = "The quotes could not be checked: the server does not answer. They are shown as this browser kept them.";
    return;
  }
  const quotes = briefing.items.filter((item) => item.quote);
  const count = (...states) => quotes.filter((item) => states.includes(checked.get(item.quote).state)).length;
  const parts = { "as they were cited": count("here"), moved: count("moved"), changed: count("changed"), "no longer here": count("gone", "erased"), "not known here": count("unknown") };
  const told = Object.entries(parts).filter(([, number]) => number).map(([what, number]) => `${number} ${what}`);
  checkedLine.textContent = `${quotes.length} quote${quotes.length === 1 ? "" : "s"} checked against the reports: ${told.join(", ")}.`;
  for (const place of list.children) {
    const item = items.get(place);
    if (item.quote) { showQuote(place, item); name(place); }
  }
  showSources();
  store();
}

// Writing

list.addEventListener("input", (event) => {
  const place = event.target.closest(".item");
  const item = items.get(place);
  item[kindOf(item)] = event.target.value;
  fit(event.target);
  name(place);
  store();
});
title.addEventListener("input", () => { briefing.title = title.value; store(); });
style.addEventListener("change", () => { briefing.style = style.value; showSources(); store(); });

function add(kind, after = null) {
  if (briefing.items.length >= MOST_ITEMS) return say(`A briefing has up to ${MOST_ITEMS} parts`);
  const place = draw({ [kind]: "" });
  if (after) after.after(place); else list.append(place);
  ordered();
  place.querySelector("[data-text]").focus();
}

for (const button of page.querySelectorAll("[data-add]")) {
  button.addEventListener("click", () => add(button.dataset.add));
}

// Order: by buttons, which keep the focus, or by dragging

function ordered() {
  briefing.items = [...list.children].map((place) => items.get(place));
  showEnds();
  showSources();
  store();
}

function move(place, step, button) {
  const other = step < 0 ? place.previousElementSibling : place.nextElementSibling;
  if (!other) return say(step < 0 ? "It is the first already" : "It is the last already");
  if (step < 0) other.before(place); else other.after(place);
  ordered();
  button.focus();  // which moving takes away
  place.scrollIntoView({ block: "nearest" });
  say(`Moved to ${[...list.children].indexOf(place) + 1} of ${list.children.length}`);
}

function takeOut(place) {
  const next = place.nextElementSibling || place.previousElementSibling;
  place.remove();
  ordered();
  (next ? next.querySelector("[data-out]") : page.querySelector("[data-add]")).focus();
  say("Taken out");
}

function quoteToday(place) {
  const item = items.get(place);
  items.set(place, { quote: checked.get(item.quote).now_id });
  ordered();
  place.querySelector("[data-out]").focus();
  say("Quotes what the report says now");
  check();
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const place = button.closest(".item");
  if (button.dataset.step) move(place, Number(button.dataset.step), button);
  if ("below" in button.dataset) add("note", place);
  if ("out" in button.dataset) takeOut(place);
  if ("today" in button.dataset) quoteToday(place);
});

let dragged = null;
list.addEventListener("dragstart", (event) => {
  if (!event.target.matches || !event.target.matches(".handle")) return;
  dragged = event.target.closest(".item");
  dragged.classList.add("item-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  event.dataTransfer.setDragImage(dragged, 0, 0);
});
list.addEventListener("dragover", (event) => {
  const over = event.target.closest(".item");
  if (!dragged) return;
  event.preventDefault();
  if (!over || over === dragged) return;
  const box = over.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) over.before(dragged); else over.after(dragged);
});
list.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });
list.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.classList.remove("item-dragged");
  dragged = null;
  ordered();
});

// Taking away. The server writes what is taken away, and reads the quotes from the reports anew.

const take = page.querySelector("[data-take]");

function sent() {
  return JSON.stringify(briefing, (key, value) => (key === "words" ? undefined : value));
}

take.addEventListener("submit", () => { take.elements.briefing.value = sent(); });

page.querySelector("[data-copy-all]").addEventListener("click", async () => {
  try {
    const response = await fetch(`${root}/briefing.txt`, { method: "POST", body: new URLSearchParams({ briefing: sent() }) });
    if (!response.ok) throw new Error(response.statusText);
    await copy(await response.text());
  } catch {
    say("The briefing could not be copied: the server does not answer");
  }
});
page.querySelector("[data-print]").addEventListener("click", () => print());

// Files

page.querySelector("[data-save-file]").addEventListener("click", () => {
  const link = document.createElement("a");
  const words = briefing.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60);
  link.download = `${words || "briefing"}.json`;
  link.href = URL.createObjectURL(new Blob([JSON.stringify(briefing, null, 2)], { type: "application/json" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
});

// What is wrong with a file as a sentence; nothing where it is a briefing.
function faultOf(read) {
  if (!read || read.pincite !== "briefing" || !Array.isArray(read.items)) return "It is JSON, but not a briefing of Pincite.";
  if (read.version !== 1) return `It is of version ${read.version}, and this page knows version 1.`;
  if (typeof (read.title ?? "") !== "string" || (read.title ?? "").length > 300) return "Its title is no text of up to 300 characters.";
  if (!STYLES.includes(read.style ?? "line")) return `It cites in a style that is not known here: ${read.style}.`;
  if (read.items.length > MOST_ITEMS) return `It has ${read.items.length} parts, and ${MOST_ITEMS} are the most.`;
  const known = (item) => {
    const { leads = [], words = "", ...rest } = item && typeof item === "object" ? item : {};
    const [[kind, text] = [], ...more] = Object.entries(rest);
    const alone = kind === "quote" ? text : !("leads" in item || "words" in item);
    return kind in LONGEST && !more.length && alone && typeof text === "string" && text.length <= LONGEST[kind]
      && typeof words === "string" && Array.isArray(leads) && leads.every((lead) => typeof lead === "string");
  };
  const odd = read.items.findIndex((item) => !known(item));
  if (odd >= 0) return `Its part ${odd + 1} is neither a heading, a note nor a quote.`;
  if (read.items.filter((item) => item.quote).length > MOST_QUOTES) return `It has more than ${MOST_QUOTES} quotes.`;
  return "";
}

function replace(by) {
  localStorage.removeItem(KEPT);  // it is another one than the server's from here on
  briefing = { pincite: "briefing", version: 1, title: by.title ?? "", style: by.style ?? "line", items: by.items };
  store();
  show();
  check();
}

const mayGo = () => !briefing.items.length || isKept() || confirm("What is written here will be replaced. Save it to a file first if it is to be kept.");

page.querySelector("[data-open-file]").addEventListener("click", () => file.click());
file.addEventListener("change", async () => {
  const [chosen] = file.files;
  file.value = "";
  if (!chosen) return;
  let read = null;
  let fault = "";
  try {
    read = JSON.parse(await chosen.text());
    fault = faultOf(read);
  } catch {
    fault = "It is not JSON.";
  }
  problem.textContent = fault ? `${chosen.name} cannot be opened. ${fault}` : "";
  if (fault || !mayGo()) return;
  replace(read);
  say("Opened");
});
page.querySelector("[data-begin]").addEventListener("click", () => {
  if (!mayGo()) return;
  problem.textContent = "";
  replace({ items: [] });
  title.focus();
});

addEventListener("storage", (event) => {  // another page put a quote in, or this one is open twice
  if (event.key !== BRIEFING && event.key !== null) return;
  briefing = recallBriefing();
  show();
  if (cited().some((id) => !checked.has(id))) check();
});

// Keeping: whether it stands on the server as it is here

function isKept() {
  return recallKept()?.saved === written();
}

export function recallKept() {
  try { return JSON.parse(localStorage.getItem(KEPT)); } catch { return null; }
}

// As the server writes it too, which leaves out what is empty and the words of quotes.
export function written(of = briefing) {
  const items = of.items.map(({ words, leads, ...rest }) => (leads?.length ? { ...rest, leads } : rest));
  return JSON.stringify({ pincite: "briefing", version: 1, title: of.title ?? "", style: of.style ?? "line", items });
}

export { KEPT, mayGo, page, replace };

show();
store();
check();
if ("keeps" in page.dataset) import("/static/kept.js");
