// Saved questions, kept in this browser with what their answers said, and what is new since.
// pincite.js, which runs before this module, keeps and tells.

const SAVED = `pincite.saved${root}`;
const MOST = 50;
const SHOWN = 5;  // statements that came or went, of each question

function recallSaved() {
  try {
    const held = JSON.parse(localStorage.getItem(SAVED));
    if (Array.isArray(held.questions)) return held;
  } catch { /* there are none yet */ }
  return { upto: null, questions: [] };
}

async function look(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
}

const stateOf = (query) => look(`${root}/saved/answer?${query}`);

function make(tag, text, attributes = {}) {
  const part = Object.assign(document.createElement(tag), attributes);
  part.append(text);
  return part;
}

function counted(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

// What differs between two answers

const key = (statement) => `${statement.report}\n${statement.text}`;

function compare(was, now) {
  const before = new Set(was.said.map(key));
  const after = new Set(now.said.map(key));
  return {
    came: now.said.filter((statement) => !before.has(key(statement))),
    went: was.said.filter((statement) => !after.has(key(statement))),
    told: was.summary !== now.summary,
  };
}

const differs = (change) => change.came.length + change.went.length > 0 || change.told;

function statements(label, found, tag) {
  const list = make("ul", "", { className: "listed" });
  for (const one of found.slice(0, SHOWN)) {
    const item = document.createElement("li");
    const source = tag === "ins" ? make("a", one.title, { href: root + one.href }) : make("span", one.title);
    const words = make("p", make(tag, one.text), { className: "words" });
    const place = make("p", source, { className: "small" });
    if (one.date) place.append(`, ${one.date}`);
    item.append(words, place);
    list.append(item);
  }
  if (found.length > SHOWN) list.append(make("li", `And ${found.length - SHOWN} more.`));
  return found.length ? [make("p", label), list] : [];
}

function tell(was, now, change) {
  const told = change.told ? [make("p", `It was counted: ${was.summary || "nothing"} Now: ${now.summary || "nothing"}`)] : [];
  return [...told, ...statements("New in the answer:", change.came, "ins"), ...statements("No longer in it:", change.went, "del")];
}

// The page of an answer: it may be saved, and what is new since is told once

const button = document.querySelector("[data-save]");
if (button) {
  const query = location.search.slice(1);
  const find = (saved) => saved.questions.find((one) => one.query === query);
  const show = () => {
    button.hidden = false;
    const inside = Boolean(find(recallSaved()));
    button.setAttribute("aria-pressed", String(inside));
    button.textContent = inside ? "Saved on the first page" : "Save this question";
  };
  button.addEventListener("click", async () => {
    try {
      const saved = recallSaved();
      const inside = find(saved);
      if (!inside && saved.questions.length >= MOST) return say(`${MOST} questions are saved, which is the most`);
      if (inside) {
        saved.questions = saved.questions.filter((one) => one !== inside);
      } else {
        saved.upto ??= (await look(`${root}/saved/arrived`)).upto;
        saved.questions.push({ query, text: new URLSearchParams(query).get("q").trim(), state: await stateOf(query) });
      }
      if (!keep(SAVED, saved)) return say("This browser does not keep anything for this page");
      show();
      say(inside ? "No longer saved" : "Saved: the first page tells what is new on it");
    } catch {
      say("The question could not be saved: the server does not answer");
    }
  });
  show();
  if (find(recallSaved())) {
    try {
      const state = await stateOf(query);
      const saved = recallSaved();  // it may have changed meanwhile
      const held = find(saved);
      const change = compare(held.state, state);
      if (differs(change)) {
        const box = make("div", make("p", make("strong", "Since you last looked, this answer has changed.")), { className: "notice" });
        box.append(...tell(held.state, state, change));
        document.querySelector("[data-new-here]").append(box);
        held.state = state;
        keep(SAVED, saved);
      }
    } catch { /* the first page tells it on the next visit */ }
  }
}

// The first page: each saved question with what is new on it

const section = document.querySelector("[data-saved]");
const seen = document.querySelector("[data-seen]");

function drawQuestion(question) {
  const item = document.createElement("li");
  const status = make("p", "…", { className: "small" });
  const feed = make("a", "Feed", { href: `${root}/feeds/question?${question.query}` });
  const off = make("button", "Take off", { type: "button", className: "plain" });
  for (const part of [feed, off]) part.append(unseen(` ${question.text}`));
  const ways = make("p", feed, { className: "tools small" });
  ways.append(" ", off);
  off.addEventListener("click", () => {
    const saved = recallSaved();
    saved.questions = saved.questions.filter((one) => one.query !== question.query);
    keep(SAVED, saved);
    item.remove();
    if (!saved.questions.length) section.hidden = true;
    say("No longer saved");
  });
  item.append(make("p", make("a", question.text, { href: `${root}/?${question.query}` }), { className: "result-head" }), status, ways);
  return { item, status };
}

async function tellHome() {
  const saved = recallSaved();
  section.hidden = !saved.questions.length;
  if (section.hidden) return;
  const drawn = saved.questions.map(drawQuestion);
  section.querySelector("[data-questions]").replaceChildren(...drawn.map((one) => one.item));
  const since = section.querySelector("[data-since]");
  const states = new Map();
  let changed = 0;
  try {
    const arrived = await look(`${root}/saved/arrived?${new URLSearchParams(saved.upto ? { since: saved.upto } : {})}`);
    for (const [at, question] of saved.questions.entries()) {  // one at a time: the server has others
      const state = await stateOf(question.query);
      const change = compare(question.state, state);
      states.set(question.query, state);
      drawn[at].status.textContent = differs(change) ? "The answer has changed." : "Nothing new.";
      if (!differs(change)) continue;
      changed += 1;
      const how = make("details", make("summary", "How it has changed"), { open: true });
      how.append(...tell(question.state, state, change));
      drawn[at].item.append(how);
    }
    const news = [counted(arrived.new, "new report", "new reports")];
    if (arrived.revised) news.push(`${arrived.revised} revised`);
    news.push(counted(changed, "answer changed", "answers changed"));
    since.textContent = `Since you last looked: ${news.join(", ")}.`;
    section.querySelector("[data-came-in]").hidden = !arrived.reports.length;
    section.querySelector("[data-arrived]").replaceChildren(...arrived.reports.map((report) => {
      const item = make("li", make("a", report.title, { href: root + report.href }));
      item.append(make("span", ` ${report.about}${report.revised ? " · revised" : ""}`, { className: "small" }));
      return item;
    }));
    const more = arrived.new + arrived.revised - arrived.reports.length;
    if (more > 0) section.querySelector("[data-arrived]").append(make("li", `And ${more} more.`));
    seen.hidden = !(changed || arrived.new || arrived.revised);
    seen.onclick = () => {
      const now = recallSaved();
      now.upto = arrived.upto;
      for (const question of now.questions) question.state = states.get(question.query) ?? question.state;
      keep(SAVED, now);
      tellHome();
      section.querySelector("a").focus();
      say("From now on only what comes after this is new");
    };
  } catch {
    since.textContent = "What is new could not be looked up: the server does not answer.";
  }
}

if (section) tellHome();
