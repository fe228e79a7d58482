// What a page can do beyond links and forms: suggest, copy, keep quotes, move by keys.
// Every page works without it.
"use strict";

const said = document.getElementById("said");
const root = document.body.dataset.root ?? "";  // of the collection, where there are several

function say(sentence) {
  said.textContent = sentence;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { said.textContent = ""; }, 4000);
}

// Storage may be switched off; then nothing is kept.
function recall(key) {
  try {
    const held = JSON.parse(localStorage.getItem(key) || "[]");
    return Array.isArray(held) ? held.filter((item) => typeof item === "string") : [];
  } catch {
    return [];
  }
}

function keep(key, items) {
  try {
    localStorage.setItem(key, JSON.stringify(items));
    return true;
  } catch {
    return false;
  }
}

// Copying

async function copy(text, done = "Copied") {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return say(done);
    } catch { /* the older way follows */ }
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  document.body.append(area);
  const before = document.activeElement;
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  before.focus();
  say(copied ? done : "This browser does not let pages copy");
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(document.getElementById(button.dataset.copy).value.trim()));
}

for (const button of document.querySelectorAll("[data-copy-file]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      const response = await fetch(button.dataset.copyFile);
      if (!response.ok) throw new Error(response.statusText);
      await copy((await response.text()).trim(), "The answer is copied");
    } catch {
      say("The answer could not be fetched");
    }
  });
}

function unseen(text) {
  const part = document.createElement("span");
  part.className = "unseen";
  part.textContent = text;
  return part;
}

function offerCopies(part) {
  const { note, link } = part.closest("[data-note]").dataset;
  const ways = { citation: `${part.dataset.formatted} ${link}`, Markdown: part.dataset.markdown, link };
  part.append("Copy", ...Object.entries(ways).map(([name, text]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.append(unseen("Copy "), name, unseen(` ${note}`));
    button.addEventListener("click", () => copy(text));
    return button;
  }));
}

for (const part of document.querySelectorAll(".copying")) offerCopies(part);

// The paragraph of a quote is fetched when it is opened: an answer has dozens

for (const more of document.querySelectorAll("[data-paragraph]")) {
  more.addEventListener("toggle", async () => {
    const address = new URL(more.dataset.paragraph, location);
    address.searchParams.set("q", new URLSearchParams(location.search).get("q") || "");
    try {
      const response = await fetch(address);
      if (!response.ok) return;
      more.lastElementChild.insertAdjacentHTML("beforebegin", await response.text());
      offerCopies(more.querySelector(".copying"));
      more.lastElementChild.remove();
    } catch { /* the way to its place stays */ }
  }, { once: true });
}

// The briefing: what briefing.js lets one write on its page, in the form that docs/briefing.md tells

const unnamed = `pincite.briefing${root}`;
const { reader } = document.body.dataset;  // each who signs in at this desk has their own
const BRIEFING = reader ? `${unnamed}@${reader}` : unnamed;
const MOST_QUOTES = 200;

function recallBriefing() {
  for (const key of [BRIEFING, unnamed]) {
    try {
      const held = JSON.parse(localStorage.getItem(key));
      if (Array.isArray(held.items)) return held;
    } catch { /* there is none yet */ }
  }
  const earlier = recall(`pincite.basket${root}`).map((quote) => ({ quote }));  // ids were all that was kept
  return { pincite: "briefing", version: 1, title: "", style: "line", items: earlier };
}

function keepBriefing(briefing) {
  const done = keep(BRIEFING, briefing);
  if (done && reader) localStorage.removeItem(unnamed);  // it is this reader's now
  return done;
}

function showBriefing() {
  const held = recallBriefing().items.filter((item) => item.quote).map((item) => item.quote);
  document.getElementById("briefing-link").textContent = held.length ? `Briefing (${held.length})` : "Briefing";
  for (const button of document.querySelectorAll("[data-basket]")) {
    button.hidden = false;
    const inside = held.includes(button.dataset.basket.split(" ").at(-1));
    button.setAttribute("aria-pressed", inside);
    button.firstChild.textContent = inside ? "In the briefing" : "Add to briefing";
  }
}

for (const button of document.querySelectorAll("[data-basket]")) {
  button.addEventListener("click", () => {
    const leads = button.dataset.basket.split(" ");  // a quote is kept with those that it leans on
    const quote = leads.pop();
    const briefing = recallBriefing();
    const others = briefing.items.filter((item) => item.quote !== quote);
    const inside = others.length < briefing.items.length;
    if (!inside && others.filter((item) => item.quote).length >= MOST_QUOTES) return say(`A briefing holds ${MOST_QUOTES} quotes`);
    briefing.items = inside ? others : [...others, leads.length ? { quote, leads } : { quote }];
    if (!keepBriefing(briefing)) return say("This browser does not keep anything for this page");
    showBriefing();
    say(inside ? "Taken out of the briefing" : "Put in the briefing");
  });
}

showBriefing();
addEventListener("storage", showBriefing);

// Keys: n and p go to the next and the previous note, or to where the next quote is seen

const ways = Object.fromEntries([...document.querySelectorAll("[data-way]")].map((link) => [link.dataset.way, link]));
const notes = [...document.querySelectorAll("[data-note]")];
const KEYS_OFF = "pincite.keys-off";  // for who speaks to the computer: words would set them off
let current = -1;

const keys = document.querySelector(".keys");
if (notes.length || ways.back) {
  const button = keys.querySelector("button");
  const show = () => { button.textContent = recall(KEYS_OFF).length ? "Turn them on" : "Turn them off"; };
  keys.hidden = false;
  button.addEventListener("click", () => { keep(KEYS_OFF, recall(KEYS_OFF).length ? [] : ["yes"]); show(); });
  show();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !["n", "p"].includes(event.key)) return;
  if (event.target.closest("input, select, textarea, [contenteditable]") || recall(KEYS_OFF).length) return;
  const way = ways[event.key === "n" ? "after" : "before"];
  if (way) return way.click();
  if (!notes.length) return;
  const on = notes.findIndex((note) => note.contains(document.activeElement));
  current = on >= 0 ? on : current;
  current = Math.min(Math.max(current + (event.key === "n" ? 1 : -1), 0), notes.length - 1);
  notes[current].focus();
  notes[current].scrollIntoView({ block: "nearest" });
  event.preventDefault();
});

// Feedback without leaving the page

const feedback = document.querySelector(".feedback");
if (feedback) {
  feedback.addEventListener("submit", async (event) => {
    event.preventDefault();
    const sent = new URLSearchParams(new FormData(feedback, event.submitter));
    try {
      const response = await fetch(feedback.action, { method: "POST", body: sent, headers: { Accept: "application/json" } });
      say(response.ok ? "Thank you. Your note is kept." : "Your note could not be kept.");
      if (response.ok) feedback.reset();
    } catch {
      say("Your note could not be sent.");
    }
  });
}

// A quoted page: its text opens at the words, beside the picture

const beside = matchMedia("(min-width: 60.01rem) and (min-height: 28rem)");
for (const pane of document.querySelectorAll("[data-marked]")) {
  const mark = pane.querySelector("mark");
  const fit = () => {
    pane.classList.toggle("pane", beside.matches);
    if (beside.matches) {
      pane.tabIndex = 0;
      if (mark) pane.scrollTop += mark.getBoundingClientRect().top - pane.getBoundingClientRect().top - 80;
    } else pane.removeAttribute("tabindex");
  };
  beside.addEventListener("change", fit);
  fit();
}

// Comparing: at most so many, and a box to find one among many

for (const form of document.querySelectorAll(".compare-form")) {
  const ticks = [...form.querySelectorAll("input[type=checkbox]")];
  const fit = () => {
    const full = ticks.filter((tick) => tick.checked).length >= Number(form.dataset.most);
    for (const tick of ticks) tick.disabled = full && !tick.checked;
  };
  form.addEventListener("change", fit);
  fit();
  if (ticks.length < 10) continue;
  const find = document.createElement("input");
  find.type = "search";
  find.className = "find-tick";
  find.setAttribute("aria-label", "Show those that have");
  find.placeholder = "Show those that have …";
  find.addEventListener("input", () => {
    const typed = find.value.trim().toLowerCase();
    for (const tick of ticks) tick.parentElement.hidden = !tick.checked && !tick.value.toLowerCase().includes(typed);
  });
  find.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  form.querySelector(".ticks").before(find);
}

// Suggestions: a combobox as the ARIA practices describe it

const QUESTIONS = `pincite.questions${root}`;
const box = document.getElementById("q");
const list = document.getElementById("suggestions");
const asked = box && new URLSearchParams(location.search).get("q");
if ("shared" in document.body.dataset) keep(QUESTIONS, []);  // another sits at this desk next
else if (asked) keep(QUESTIONS, [asked, ...recall(QUESTIONS).filter((other) => other !== asked)].slice(0, 50));

const forget = document.querySelector(".forget");
if (forget && recall(QUESTIONS).length) {
  forget.hidden = false;
  forget.querySelector("button").addEventListener("click", () => {
    keep(QUESTIONS, []);
    forget.hidden = true;
    say("This browser has forgotten the questions");
  });
}

if (box && list) {
  let chosen = -1;
  let wanted = 0;
  let timer = 0;
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", "suggestions");
  box.setAttribute("aria-expanded", "false");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const take = (item) => {
    if (item.dataset.href) return location.assign(root + item.dataset.href);
    box.value = item.dataset.text;
    close();
    box.form.requestSubmit();
  };

  const show = (items) => {
    list.replaceChildren(...items.map((found, number) => {
      const item = document.createElement("li");
      item.id = `suggestion-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.text = found.text;
      if (found.href) item.dataset.href = found.href;
      const text = document.createElement("span");
      text.textContent = found.text;
      const what = document.createElement("span");
      what.className = "small";
      what.textContent = found.what;
      item.append(text, what);
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => take(item));
      return item;
    }));
    chosen = -1;
    list.hidden = !items.length;
    box.setAttribute("aria-expanded", String(items.length > 0));
    box.removeAttribute("aria-activedescendant");
  };

  const look = async () => {
    const typed = box.value.trim();
    const number = ++wanted;
    if (typed.length < 2) return close();
    const earlier = recall(QUESTIONS)
      .filter((text) => text.toLowerCase().includes(typed.toLowerCase()) && text !== typed)
      .slice(0, 3)
      .map((text) => ({ text, what: "Asked before" }));
    let found = [];
    try {
      const response = await fetch(`${root}/suggest?q=${encodeURIComponent(typed.slice(0, 200))}`);
      found = response.ok ? (await response.json()).suggestions : [];
    } catch { /* without the server's, earlier questions are shown */ }
    if (number === wanted && document.activeElement === box) {
      const texts = new Set(earlier.map((item) => item.text));
      show([...earlier, ...found.filter((item) => !texts.has(item.text))]);
    }
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 150);
  });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    const items = [...list.children];
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden && items.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      chosen = (chosen + step + items.length + (chosen < 0 && step < 0 ? 1 : 0)) % items.length;
      items.forEach((item, number) => item.setAttribute("aria-selected", String(number === chosen)));
      box.setAttribute("aria-activedescendant", items[chosen].id);
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      take(items[chosen]);
    }
  });
}

// On a phone the choices make way for the answer: those that were made stand above it

const narrow = matchMedia("(max-width: 40rem)");
for (const part of document.querySelectorAll(".narrowing:not([data-large])")) {
  const fit = () => { part.open = !narrow.matches; };
  narrow.addEventListener("change", fit);
  fit();
}

// A choice left at "all" does not belong in the address
for (const form of document.querySelectorAll("form.ask")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
}

// What this browser keeps of a question is looked up once the answer is there to be read
if (document.querySelector("[data-save]")) addEventListener("load", () => import("./saved.js"));
