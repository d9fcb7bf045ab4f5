// The start page: asks the gateway every few seconds how its sources stand.
"use strict";

const QUERY = "query Sources { sources { key name kind mode state recordCount lastRefreshedAt problem } }";
const RECORDS = `query Records {
  degrees: credentials(first: 1, filter: { families: [DEGREE] }) { nodes { id ctid name provider { name } } }
  licenses: credentials(first: 1, filter: { families: [LICENSE] }) { nodes { id ctid name provider { name } } }
  learningOpportunities(first: 1) { nodes { id ctid name provider { name } } }
  jobs(first: 2) { nodes { id ctid name employer { name } } }
  frameworks(first: 1) { nodes { id ctid name publisher } } }`;
const EVERY_MS = 5000;
const STATES = {
  FRESH: ["good", "Fresh"], STALE: ["warn", "Stale"], PARTIAL: ["warn", "Partial"], TIMED_OUT: ["bad", "Timed out"],
  RATE_LIMITED: ["warn", "Rate limited"], FAILED: ["bad", "Failing"], SKIPPED: ["", "Skipped"], NEVER_LOADED: ["", "Not loaded yet"],
};
const KINDS = {
  CREDENTIAL_REGISTRY: "Credential registry", STATE_CATALOG: "State catalog", EMPLOYER_JOBS: "Employers’ jobs",
  OCCUPATION_TAXONOMY: "Occupations", SKILL_FRAMEWORK: "Skill framework", OUTCOMES: "Outcomes", LIBRARY: "Library", OTHER: "Other",
};
const byId = (id) => document.getElementById(id);
const numbers = new Intl.NumberFormat("en-US");

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function age(at) {
  if (!at) return "never read";
  const seconds = Math.max(0, (Date.now() - Date.parse(at)) / 1000);
  const [amount, unit] = seconds < 60 ? [seconds, "second"] : seconds < 3600 ? [seconds / 60, "minute"]
    : seconds < 172800 ? [seconds / 3600, "hour"] : [seconds / 86400, "day"];
  const whole = Math.floor(amount);
  return whole === 0 ? "just now" : `${whole} ${unit}${whole === 1 ? "" : "s"} ago`;
}

function row(source) {
  const item = element("li");
  const title = element("div", "title", source.name || source.key);
  title.append(element("span", "key", `${source.key} · ${KINDS[source.kind] || source.kind}`));
  const [tone, word] = STATES[source.state] || ["", source.state];
  const count = element("span", "count", `${numbers.format(source.recordCount)} record${source.recordCount === 1 ? "" : "s"}`);
  const when = element("span", "age", age(source.lastRefreshedAt));
  if (source.lastRefreshedAt) when.title = new Date(source.lastRefreshedAt).toString();
  item.append(title, element("span", `state ${tone}`, word), count, when);
  if (source.problem) item.append(element("div", "problem", source.problem));
  return item;
}

function show(sources) {
  const list = byId("sources");
  list.replaceChildren(...sources.map(row));
  list.setAttribute("aria-busy", "false");
  list.hidden = sources.length === 0;
  byId("empty").hidden = sources.length > 0;
  byId("trouble").hidden = true;
  const records = sources.reduce((sum, source) => sum + source.recordCount, 0);
  const fresh = sources.filter((source) => source.state === "FRESH").length;
  const text = sources.length === 0 ? "Nothing is read yet."
    : `${numbers.format(records)} records from ${sources.length} source${sources.length === 1 ? "" : "s"}, ${fresh} of them fresh.`;
  if (byId("summary").textContent !== text) byId("summary").textContent = text; // a screen reader hears changes only
}

function card(record) {
  const item = element("li");
  const link = element("a", "", record.name || record.ctid || "A record without a name");
  link.href = `/resources/${record.ctid || record.id}`;
  const by = record.provider || record.employer;
  item.append(link, element("span", "beside", (by && by.name) || record.publisher || ""));
  return item;
}

async function showRecords() {
  const answer = await post(RECORDS).catch(() => null);
  const lists = answer && answer.data ? Object.values(answer.data) : [];
  const found = lists.flatMap((list) => (list && list.nodes) || []).filter(Boolean);
  byId("cards").replaceChildren(...found.map(card));
  byId("records").hidden = found.length === 0;
}

async function post(query) {
  const response = await fetch("/graphql", {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(10000),
  });
  return { ...(await response.json()), status: response.status };
}

function fail(message) {
  const loaded = byId("sources").getAttribute("aria-busy") === "false";
  if (!loaded) byId("sources").hidden = true;
  byId("summary").textContent = loaded ? "What follows is the last answer." : "The sources cannot be shown.";
  byId("trouble").textContent = `${message} Trying again every ${EVERY_MS / 1000} seconds.`;
  byId("trouble").hidden = false;
}

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await post(QUERY);
    if (answer.data && answer.data.sources) {
      show(answer.data.sources);
      if (byId("records").hidden && answer.data.sources.some((source) => source.recordCount > 0)) await showRecords();
      return;
    }
    fail((answer.errors && answer.errors[0].message) || `The gateway answered ${answer.status}.`);
  } catch {
    fail("The gateway does not answer.");
  }
}

async function hideQueryPage() {
  const response = await fetch("/graphiql", { method: "HEAD" }).catch(() => null);
  if (response && response.status === 404) for (const link of document.querySelectorAll("[data-query-page]")) link.hidden = true;
}

byId("example").textContent = `curl ${location.origin}/graphql -H 'content-type: application/json' \\\n`
  + `  -d '{"query": "{ credentials(search: \\"nursing\\", first: 5) { totalCount nodes { name provider { name } } } }"}'`;
byId("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(byId("example").textContent);
    byId("copy-status").textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(byId("example"));
    byId("copy-status").textContent = "Selected: copy it with your keyboard.";
  }
});
ask();
hideQueryPage();
setInterval(ask, EVERY_MS);
document.addEventListener("visibilitychange", ask);
