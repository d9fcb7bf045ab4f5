// The query page: an editor, an answer, a history that stays on this machine. No library, no network but this gateway.
"use strict";

const KEPT = 30;
const STORE = "credloom.query";
const EXAMPLES = [
  ["How the sources stand", "query Sources {\n  sources { key name state recordCount lastRefreshedAt problem }\n}"],
  ["Search credentials with facets", "query Search($search: String) {\n  credentials(search: $search, first: 10, freshness: { waitMs: 800 }) {\n    totalCount\n    totalIsExact\n    facets(of: [FAMILY, REGION, SOURCE], top: 5) { facet buckets { count concept { code label } } }\n    edges {\n      score\n      node {\n        id ctid name family\n        provider { name }\n        totalCost { complete amount { amount currency } }\n        provenance { source { key } retrievedAt }\n      }\n    }\n    sources { state ageSeconds source { key } }\n  }\n}", { search: "nursing" }],
  ["Training with cost and length", "query Training {\n  learningOpportunities(first: 10) {\n    totalCount\n    nodes {\n      name\n      provider { name }\n      instructionalPrograms { code label }\n      totalCost { complete amount { amount currency } }\n      durations { exact hours }\n    }\n  }\n}"],
  ["Jobs and the skills they ask for", "query Jobs($search: String) {\n  jobs(search: $search, first: 10) {\n    totalCount\n    nodes { id name kind employer { name } occupations { scheme code label } }\n  }\n}", { search: "nurse" }],
  ["What a skill is called elsewhere", "query Skills($texts: [String!]!) {\n  resolveCompetencies(texts: $texts, first: 3) {\n    text\n    decision\n    candidates { kind probability explanation competency { text framework { name } } }\n  }\n}", { texts: ["patient care", "blueprint reading"] }],
  ["Frameworks and their competencies", "query Frameworks {\n  frameworks(first: 5) {\n    nodes {\n      name publisher competencyCount\n      topCompetencies(first: 5) { nodes { notation text } }\n    }\n  }\n}"],
];
const byId = (id) => document.getElementById(id);
const query = byId("query"), variables = byId("variables"), result = byId("result"), state = byId("status");
let running = null;

function recall() {
  try { return JSON.parse(localStorage.getItem(STORE)) || []; } catch { return []; }
}

function remember(entry) {
  const others = recall().filter((old) => old.query !== entry.query || old.variables !== entry.variables);
  try { localStorage.setItem(STORE, JSON.stringify([entry, ...others].slice(0, KEPT))); } catch { /* a private window keeps nothing */ }
  listHistory();
}

function title(text) {
  const named = /\b(?:query|mutation|subscription)\s+(\w+)/.exec(text);
  return named ? named[1] : text.replace(/\s+/g, " ").trim().slice(0, 40);
}

function fill(select, entries) {
  select.replaceChildren(select.firstElementChild, ...entries.map(([label], place) => new Option(label, String(place))));
  select.disabled = entries.length === 0;
}

function listHistory() {
  fill(byId("history"), recall().map((entry) => [`${title(entry.query)} · ${new Date(entry.at).toLocaleString()}`]));
}

function put(text, values) {
  query.value = text;
  variables.value = typeof values === "string" ? values : values ? JSON.stringify(values, null, 2) : "";
}

// JSON as coloured text: nodes are made, never parsed from text, so that no answer can inject anything.
function paint(text) {
  const pattern = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;
  const made = document.createDocumentFragment();
  let last = 0;
  for (const match of text.matchAll(pattern)) {
    made.append(text.slice(last, match.index));
    const span = document.createElement("span");
    span.className = match[1] ? (match[2] ? "k" : "s") : match[3] ? "n" : "x";
    span.textContent = match[1] || match[3] || match[4];
    made.append(span, match[2] || "");
    last = match.index + match[0].length;
  }
  made.append(text.slice(last));
  return made;
}

function say(text) { state.textContent = text; }

function busy(on) {
  byId("run").disabled = on;
  byId("stop").hidden = !on;
  result.classList.toggle("old", on);
}

async function run() {
  if (running) return;
  let values;
  try {
    values = variables.value.trim() ? JSON.parse(variables.value) : undefined;
  } catch (error) {
    say(`The variables are not JSON: ${error.message}`);
    variables.focus();
    return;
  }
  if (!query.value.trim()) { say("Write a query first."); query.focus(); return; }
  running = new AbortController();
  busy(true);
  say("Asking…");
  const began = performance.now();
  try {
    const response = await fetch("/graphql", {
      method: "POST", headers: { "content-type": "application/json" }, signal: running.signal,
      body: JSON.stringify({ query: query.value, variables: values, operationName: operationAtCursor() }),
    });
    const text = await response.text();
    const took = Math.round(performance.now() - began);
    let shown = text, errors = 0;
    try { const answer = JSON.parse(text); errors = (answer.errors || []).length; shown = JSON.stringify(answer, null, 2); } catch { /* shown as it came */ }
    result.replaceChildren(shown.length < 400000 ? paint(shown) : shown);
    result.scrollTop = 0;
    say(`${response.status} · ${took} ms · ${(text.length / 1024).toFixed(1)} kB${errors ? ` · ${errors} error${errors > 1 ? "s" : ""}` : ""}`);
    remember({ query: query.value, variables: variables.value, at: Date.now() });
  } catch (error) {
    result.replaceChildren();  // an earlier answer would look like this one's
    say(error.name === "AbortError" ? "Stopped." : "The gateway does not answer. Try again in a moment.");
  } finally {
    running = null;
    busy(false);
  }
}

// Of several operations, the one the cursor is in.
function operationAtCursor() {
  const found = [...query.value.matchAll(/\b(?:query|mutation|subscription)\s+(\w+)/g)];
  const before = found.filter((match) => match.index <= query.selectionStart);
  return found.length > 1 ? (before.pop() || found[0])[1] : undefined;
}

async function share() {
  const link = new URL(location.pathname, location.origin);
  link.hash = new URLSearchParams({ query: query.value, variables: variables.value }).toString();
  history.replaceState(null, "", link);
  try { await navigator.clipboard.writeText(link.href); say("The link is copied."); } catch { say("The link is in the address bar."); }
}

function toggle() {
  const button = byId("toggle"), open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(open));
  byId("docs-pane").hidden = !open;
  byId("bench").classList.toggle("no-schema", !open);
}

const given = new URLSearchParams(location.hash.slice(1) || location.search);
const last = recall()[0];
if (given.get("query")) put(given.get("query"), given.get("variables") || "");
else if (last) put(last.query, last.variables);
else put(EXAMPLES[1][1], EXAMPLES[1][2]);

fill(byId("examples"), EXAMPLES);
listHistory();
byId("examples").addEventListener("change", (event) => {
  const example = EXAMPLES[event.target.value];
  if (example) put(example[1], example[2]);
  event.target.value = "";
});
byId("history").addEventListener("change", (event) => {
  const entry = recall()[event.target.value];
  if (entry) put(entry.query, entry.variables);
  event.target.value = "";
});
byId("run").addEventListener("click", run);
byId("stop").addEventListener("click", () => running && running.abort());
byId("share").addEventListener("click", share);
byId("toggle").addEventListener("click", toggle);
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); run(); }
});
if (matchMedia("(max-width: 62rem)").matches) toggle();
showSchema(byId("docs"), (field) => say(field));
