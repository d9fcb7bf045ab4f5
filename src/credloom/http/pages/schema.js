// The schema browser of the query page, from introspection.
"use strict";

const TYPE_REF = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
const INTROSPECTION = `query Schema { __schema { queryType { name } mutationType { name } subscriptionType { name } types {
  kind name description possibleTypes { name } enumValues { name description }
  inputFields { name description defaultValue type { ${TYPE_REF} } }
  fields { name description args { name description defaultValue type { ${TYPE_REF} } } type { ${TYPE_REF} } } } } }`;

function written(type) {
  if (type.kind === "NON_NULL") return `${written(type.ofType)}!`;
  if (type.kind === "LIST") return `[${written(type.ofType)}]`;
  return type.name;
}

function named(type) {
  return type.ofType ? named(type.ofType) : type.name;
}

async function showSchema(box) {
  const make = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  let schema;
  try {
    const response = await fetch("/graphql", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: INTROSPECTION }),
    });
    const answer = await response.json();
    if (!answer.data) throw new Error(answer.errors ? answer.errors[0].message : `status ${response.status}`);
    schema = answer.data.__schema;
  } catch (error) {
    box.replaceChildren(make("p", "soft", `The schema cannot be shown: ${error.message}`));
    return;
  }
  const types = new Map(schema.types.filter((type) => !type.name.startsWith("__")).map((type) => [type.name, type]));
  const search = make("input");
  search.type = "search";
  search.placeholder = "Find a type or field";
  search.setAttribute("aria-label", "Find a type or field");
  const body = make("div");
  const trail = [];
  box.replaceChildren(search, body);

  function link(type) {
    if (!types.has(named(type))) return make("span", "", written(type));
    const button = make("button", "type", written(type));
    button.type = "button";
    button.addEventListener("click", () => open(named(type)));
    return button;
  }

  function fieldItem(field) {
    const item = make("li");
    const line = make("div", "field", field.name);
    if (field.args && field.args.length) {
      line.append("(");
      field.args.forEach((arg, place) => {
        line.append(place ? ", " : "", `${arg.name}: `, link(arg.type), arg.defaultValue ? ` = ${arg.defaultValue}` : "");
      });
      line.append(")");
    }
    if (field.type) line.append(": ", link(field.type), field.defaultValue ? ` = ${field.defaultValue}` : "");
    item.append(line);
    if (field.description) item.append(make("p", "about", field.description));
    return item;
  }

  function typeItem(name) {
    const item = make("li");
    item.append(link({ kind: "OBJECT", name }));
    return item;
  }

  function open(name, back) {
    const type = types.get(name);
    if (!back) trail.push(name);
    search.value = "";
    const parts = [];
    if (trail.length > 1) {
      const previous = make("button", "type", `← ${trail[trail.length - 2]}`);
      previous.type = "button";
      previous.addEventListener("click", () => { trail.pop(); open(trail[trail.length - 1], true); });
      parts.push(previous);
    }
    const heading = make("h3", "", name);
    heading.tabIndex = -1;
    parts.push(heading);
    if (type.description) parts.push(make("p", "about", type.description));
    const list = make("ul");
    list.append(...(type.fields || type.inputFields || type.enumValues || []).map(fieldItem));
    list.append(...(type.possibleTypes || []).map((other) => typeItem(other.name)));
    parts.push(list);
    body.replaceChildren(...parts);
    if (trail.length > 1) heading.focus();
    box.scrollTop = 0;
  }

  function find(words) {
    const hits = [];
    for (const type of types.values()) {
      if (type.name.toLowerCase().includes(words)) hits.push(typeItem(type.name));
      for (const field of type.fields || type.inputFields || []) {
        if (field.name.toLowerCase().includes(words)) {
          const item = make("li");
          item.append(link({ kind: "OBJECT", name: type.name }), make("span", "field", `.${field.name}`));
          hits.push(item);
        }
      }
    }
    const list = make("ul");
    list.append(...hits.slice(0, 80));
    body.replaceChildren(hits.length ? list : make("p", "soft", "Nothing has such a name."));
  }

  search.addEventListener("input", () => {
    const words = search.value.trim().toLowerCase();
    if (words) find(words); else open(trail[trail.length - 1], true);
  });
  open(schema.queryType.name);
}
