// A briefing on the server: kept as it is written, and never over what another window wrote.

import { KEPT, mayGo, page, recallKept, replace, written } from "/static/briefing.js";

const PAUSE_MS = 1500;  // after the last change
const state = page.querySelector("[data-kept-state]");
const keepButton = page.querySelector("[data-keep]");
const readPage = page.querySelector("[data-kept-page]");
const clash = page.querySelector("[data-clash]");
const all = `${root}/v1/briefings`;
let timer = 0;
let saving = false;

function remember(found, saved) {
  keep(KEPT, { id: found.id, revision: found.revision, saved });
}

function tell(sentence) {
  if (state.textContent !== sentence) state.textContent = sentence;
  const kept = recallKept();
  keepButton.hidden = Boolean(kept);
  readPage.hidden = !kept;
  if (kept) readPage.href = `${root}/briefings/${kept.id}`;
}

async function send(method, address, body, headers = {}) {
  const response = await fetch(address, { method, body, headers: { "Content-Type": "application/json", ...headers } });
  if (response.ok || [404, 412].includes(response.status)) return response;
  const told = await response.json().catch(() => ({}));
  throw new Error(told.detail || "The server does not answer.");
}

async function keepNew() {
  const body = written();
  try {
    remember(await (await send("POST", all, body)).json(), body);
    clash.hidden = true;
    tell("Kept on the server.");
    say("Kept on the server");
    soon();
  } catch (error) {
    say("It could not be kept on the server");
    tell(`It could not be kept on the server. ${error.message}`);
  }
}

async function save() {
  const kept = recallKept();
  const body = written();
  if (!kept || saving || !clash.hidden) return;
  if (body === kept.saved) return tell("Kept on the server.");  // this browser's other window was first
  saving = true;
  try {
    const response = await send("PUT", `${all}/${kept.id}`, body, { "If-Match": `"${kept.revision}"` });
    if (response.status === 404) return gone();
    if (response.status === 412) return await meet(kept.id, body);
    remember(await response.json(), body);
    tell("Kept on the server.");
  } catch (error) {
    tell(`Not kept on the server yet, but in this browser. ${error.message}`);
  } finally {
    saving = false;
    if (recallKept() && written() !== body) soon();
  }
}

function gone() {
  localStorage.removeItem(KEPT);
  tell("It was deleted on the server. This browser still has it.");
}

// What the server has is newer than what was read of it.
async function meet(id, mine) {
  const response = await send("GET", `${all}/${id}`);
  if (response.status === 404) return gone();
  const theirs = await response.json();
  if (written(theirs.briefing) === mine) {
    remember(theirs, mine);
    return tell("Kept on the server.");
  }
  clash.hidden = false;
  tell("Not kept on the server.");
}

function soon() {
  clearTimeout(timer);
  const kept = recallKept();
  if (!kept) return;
  if (clash.hidden && written() === kept.saved) return tell("Kept on the server.");
  if (clash.hidden) tell("Being kept …");
  timer = setTimeout(save, PAUSE_MS);
}

function take(found) {
  replace(found.briefing);
  remember(found, written());
  clash.hidden = true;
  tell("Kept on the server.");
}

async function open(id) {
  const response = await send("GET", `${all}/${id}`);
  if (response.status === 404) return tell("There is no such briefing on the server.");
  const found = await response.json();
  if (found.mine && mayGo()) take(found);
}

async function begin() {
  const wanted = new URLSearchParams(location.search).get("open");
  const kept = recallKept();
  if (wanted) history.replaceState(null, "", location.pathname);
  tell(kept ? "Kept on the server." : "Only in this browser so far.");
  try {
    if (wanted && wanted !== kept?.id) return await open(wanted);
    if (!kept) return;
    if (written() !== kept.saved) return await save();
    const response = await send("GET", `${all}/${kept.id}`);
    if (response.status === 404) return gone();
    const found = await response.json();
    if (found.revision !== kept.revision && written() === kept.saved) take(found);  // written elsewhere
  } catch (error) {
    tell(`What the server keeps could not be looked up. ${error.message}`);
  }
}

keepButton.addEventListener("click", keepNew);
page.addEventListener("stored", () => {
  if (recallKept()) soon();
  else tell("Only in this browser so far.");
});
addEventListener("storage", (event) => { if (event.key === KEPT) soon(); });
page.querySelector("[data-clash-both]").addEventListener("click", async () => {
  await keepNew();
  readPage.focus();
});
page.querySelector("[data-clash-theirs]").addEventListener("click", async () => {
  try {
    take(await (await send("GET", `${all}/${recallKept().id}`)).json());
    document.getElementById("briefing-title").focus();
  } catch (error) {
    tell(`The other could not be fetched. ${error.message}`);
  }
});

begin();
