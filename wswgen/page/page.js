"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const main = document.getElementById("main");
const list = document.getElementById("list");
const search = document.getElementById("search");

// Everything is made with createElement and textContent: no name of a contract becomes markup.
function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}
function svg(name, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  node.append(...children);
  return node;
}
const typeOf = (ref) => (typeof ref === "number" ? data.types[ref] : null);
const typeName = (ref) => (typeof ref === "number" ? data.types[ref].n : ref);
const place = (at) => el("span", { class: "place" }, at || "");
const tag = (text) => el("span", { class: "tag" }, text);
const py = (name) => (name ? el("code", { class: "py", title: "Python" }, name) : null);
function typeLink(ref) {
  if (typeof ref !== "number") return el("code", {}, ref);
  return el("a", { href: `#t${ref}` }, el("code", {}, data.types[ref].n));
}

// --- trees

function rows(type) {
  const own = [...(type.content || []), ...(type.attributes || [])];
  const base = typeOf(type.base);
  return base && base.content ? [...rows(base), ...own] : own;
}
function childrenOf(item) {
  if (item.c) return item.c;
  const type = typeOf(item.t);
  if (!type) return [];
  return type.content ? rows(type) : [];
}
function row(item) {
  const line = el("span", { class: "row" });
  if (item.c) line.append(el("span", { class: "group" }, item.n));
  else line.append(el("span", { class: "wire", title: item.ns ? `{${item.ns}}${item.n}` : item.n },
    (item.k === "a" ? "@" : "") + item.n));
  if (item.py) line.append(py(item.py));
  if (item.t !== undefined) line.append(typeLink(item.t));
  if (item.o && item.o !== "1") line.append(tag(item.o));
  if (item.nil) line.append(tag("nillable"));
  if (item.def !== undefined) line.append(tag(`default ${item.def}`));
  if (item.fix !== undefined) line.append(tag(`fixed ${item.fix}`));
  const type = typeOf(item.t);
  if (type && type.values) line.append(el("span", { class: "soft" },
    type.values.slice(0, 6).map((value) => value[0]).join(" | ") + (type.values.length > 6 ? " | …" : "")));
  line.append(place(item.at));
  if (item.doc) line.append(el("span", { class: "soft" }, item.doc));
  return line;
}
function tree(items, depth = 0) {
  const top = el("ul", { class: "tree" });
  for (const item of items) {
    const below = childrenOf(item);
    if (!below.length) { top.append(el("li", {}, row(item))); continue; }
    const details = el("details", {}, el("summary", {}, row(item)));
    // Types hold themselves: what is below is made when it is opened.
    const fill = () => { if (details.childElementCount === 1) details.append(tree(below, depth + 1)); };
    if (item.c || depth < 2) { details.open = true; fill(); } else details.addEventListener("toggle", fill);
    top.append(el("li", {}, details));
  }
  return top;
}

// --- outlines of messages

const SAMPLES = { "xs:boolean": "true", "xs:decimal": "0.0", "xs:double": "0.0", "xs:float": "0.0",
  "xs:date": "2001-02-03", "xs:dateTime": "2001-02-03T04:05:06Z", "xs:time": "04:05:06",
  "xs:duration": "P1D", "xs:base64Binary": "AA==", "xs:hexBinary": "00", "xs:anyURI": "urn:x" };
const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
function sampleText(ref) {
  const type = typeOf(ref);
  if (!type) {
    if (SAMPLES[ref]) return SAMPLES[ref];
    return /int|long|short|byte|Integer/.test(ref) ? "1" : "…";
  }
  if (type.values) return type.values[0][0];
  if (type.facets && type.facets["min inclusive"]) return type.facets["min inclusive"];
  if (type.item !== undefined) return sampleText(type.item);
  if (type.members) return sampleText(type.members[0]);
  if (type.value !== undefined) return sampleText(type.value);
  return type.base !== undefined ? sampleText(type.base) : "…";
}
function sampleElement(item, space, pad, depth) {
  if (item.k === "any" || item.k === "a") return "";
  if (item.c) {
    const inner = item.k === "choice" ? item.c.slice(0, 1) : item.c;
    return inner.map((child) => sampleElement(child, space, pad, depth)).join("");
  }
  const own = item.ns || "";
  let start = item.n + (own !== space ? ` xmlns="${escaped(own)}"` : "");
  const type = typeOf(item.t);
  const below = type && type.content ? rows(type) : [];
  for (const each of below) if (each.k === "a" && each.o === "1") start += ` ${each.n}="${escaped(sampleText(each.t))}"`;
  if (below.some((each) => each.k !== "a")) {
    const inner = depth > 5 ? `${pad}  <!-- … -->\n` : below.map((child) => sampleElement(child, own, pad + "  ", depth + 1)).join("");
    return `${pad}<${start}>\n${inner}${pad}</${item.n}>\n`;
  }
  if (type && type.content && type.value === undefined) return `${pad}<${start}/>\n`;
  return `${pad}<${start}>${escaped(sampleText(item.t))}</${item.n}>\n`;
}
function sample(message, soap) {
  const env = soap === "1.2" ? "http://www.w3.org/2003/05/soap-envelope" : "http://schemas.xmlsoap.org/soap/envelope/";
  const part = (each) => sampleElement({ ...each, k: "e" }, "", "    ", 0);
  const head = message.headers.length ? `  <s:Header>\n${message.headers.map(part).join("")}  </s:Header>\n` : "";
  let body = message.body.map(part).join("");
  return `<s:Envelope xmlns:s="${env}">\n${head}  <s:Body>\n${body}  </s:Body>\n</s:Envelope>\n`;
}

// --- who uses what

const users = new Map();
function addUser(ref, user) {
  if (typeof ref !== "number") return;
  if (!users.has(ref)) users.set(ref, new Map());
  users.get(ref).set(user.href, user);
}
function eachItem(items, visit) { for (const item of items || []) { visit(item); eachItem(item.c, visit); } }
function uses(type) {
  const found = new Map();
  const add = (ref) => { if (typeof ref === "number") found.set(ref, data.types[ref].n); };
  eachItem([...(type.content || []), ...(type.attributes || [])], (item) => add(item.t));
  [type.base, type.item, type.value, ...(type.members || [])].forEach(add);
  return found;
}
data.types.forEach((type, number) => {
  for (const ref of uses(type).keys()) addUser(ref, { href: `#t${number}`, n: type.n });
});
const messagesOf = (operation) => [operation.in, operation.out].filter(Boolean);
data.operations.forEach((operation, number) => {
  for (const message of messagesOf(operation)) for (const part of [...message.body, ...message.headers])
    addUser(part.t, { href: `#o${number}`, n: operation.n });
  for (const fault of operation.faults) addUser(fault.part.t, { href: `#o${number}`, n: operation.n });
});
function graph(title, before, after) {
  const limit = 12, height = 34, width = 230;
  const sides = [before.slice(0, limit), after.slice(0, limit)];
  const count = Math.max(sides[0].length, sides[1].length, 1);
  const total = count * height + 10;
  const middle = total / 2;
  const drawing = svg("svg", { viewBox: `0 0 ${3 * width + 120} ${total}`, width: 3 * width + 120, role: "img", "aria-label": `What uses ${title}, and what it uses` });
  const box = (x, y, text, href, strong) => {
    const short = text.length > 27 ? `${text.slice(0, 26)}…` : text;
    const group = svg("g", strong ? { class: "strong" } : {},
      svg("rect", { x, y: y - 13, width, height: 26, rx: 6 }), svg("text", { x: x + 10, y: y + 4.5 }, short));
    group.append(svg("title", {}, text));
    return href ? svg("a", { href }, group) : group;
  };
  sides.forEach((side, right) => side.forEach((each, index) => {
    const y = 5 + height / 2 + index * height + ((count - side.length) * height) / 2;
    const from = right ? [2 * width + 60, middle] : [width, y];
    const to = right ? [2 * width + 120, y] : [width + 60, middle];
    drawing.append(svg("path", { d: `M${from[0]} ${from[1]} C${from[0] + 30} ${from[1]} ${to[0] - 30} ${to[1]} ${to[0]} ${to[1]}` }));
    drawing.append(box(right ? 2 * width + 120 : 0, y, each.n, each.href));
  }));
  drawing.append(box(width + 60, middle, title, null, true));
  const more = before.length + after.length - sides[0].length - sides[1].length;
  return el("figure", { class: "scroll" }, drawing, more > 0 ? el("figcaption", {}, `and ${more} more`) : "");
}
function life() {
  const figure = document.getElementById("life").content.cloneNode(true).firstElementChild;
  const boxes = figure.querySelector(".boxes");
  const steps = ["decoded", "state built", "registered", "handler runs", "completed", "freed"];
  steps.forEach((step, index) => {
    const x = 6 + index * 126;
    boxes.append(svg("rect", { x, y: 20, width: 106, height: 34, rx: 8 }),
      svg("text", { x: x + 53, y: 42, "text-anchor": "middle" }, step));
    if (index < 5) boxes.append(svg("path", { d: `M${x + 106} 37 h20 m-6 -4 l6 4 l-6 4` }));
  });
  const group = svg("g", { class: "cancel" });
  for (const x of [311, 437]) group.append(svg("path", { d: `M${x} 54 V104` }));
  group.append(svg("rect", { x: 258, y: 104, width: 232, height: 34, rx: 8 }),
    svg("text", { x: 374, y: 126, "text-anchor": "middle" }, "cancelled: hooks run once"),
    svg("path", { d: "M490 121 H563 V54" }),
    svg("text", { x: 374, y: 164, "text-anchor": "middle" }, "client gone · deadline · host stopping"));
  boxes.append(group);
  return figure;
}

// --- pages

function table(head, lines) {
  return el("div", { class: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, ...head.map((text) => el("th", { scope: "col" }, text)))),
    el("tbody", {}, ...lines.map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, cell)))))));
}
function overview() {
  const found = [el("h2", {}, data.name), data.doc && el("p", { class: "doc" }, data.doc)];
  found.push(el("ul", { class: "numbers" }, ...[[data.operations.length, "operations"], [data.types.length, "types"],
    [data.sources.length, "documents"], [data.problems.length, "warnings"]].map(([n, what]) => el("li", {}, el("b", {}, String(n)), what))));
  found.push(el("h3", {}, "Services and ports"), table(["service", "port", "SOAP", "address", "place"],
    data.ports.map((each) => [each.service, each.port || `binding ${each.binding}`, each.soap, el("code", {}, each.address), place(each.at)])));
  found.push(el("h3", {}, "Port types"), table(["port type", "service class", "clients", "place"],
    data.interfaces.map((each) => [each.n, py(each.service), el("span", {}, py(each.client), " ", py(each.async)), place(each.at)])));
  found.push(el("h3", {}, "Life of a call"), life());
  found.push(el("h3", {}, "Coverage"));
  if (data.problems.length) found.push(el("p", { class: "warn" }, "Not everything is carried:"),
    table(["code", "what", "what to do", "place"], data.problems.map((each) => [each.code, each.message, each.help, place(each.at)])));
  else found.push(el("p", {}, "Everything that the contract states is carried."));
  if (data.facts.length) found.push(el("h3", {}, "Stated besides"), table(["what", "text", "place"],
    data.facts.map((each) => [each.kind, each.text, place(each.at)])));
  found.push(el("h3", {}, "Documents"), el("ul", {}, ...data.sources.map((name) => el("li", {}, el("code", {}, name)))));
  return found;
}
function messagePage(title, message) {
  const found = [el("h3", {}, title)];
  if (message.wrapper) found.push(el("p", { class: "soft" }, `rpc: within the element ${message.wrapper}`));
  found.push(message.body.length ? tree(message.body) : el("p", { class: "soft" }, "an empty body"));
  if (message.headers.length) found.push(el("h4", {}, "Headers"), tree(message.headers));
  return found;
}
function operationPage(operation) {
  const found = [el("h2", {}, operation.n, " ", el("span", { class: "kind" }, `operation of ${operation.port}`)),
    el("p", {}, "method ", py(operation.py), ", state ", py(operation.state), " ", place(operation.at)),
    operation.doc && el("p", { class: "doc" }, operation.doc),
    el("p", {}, tag(operation.style), " ", operation.action ? el("span", {}, "action ", el("code", {}, operation.action)) : "")];
  found.push(...messagePage("Request", operation.in));
  if (operation.out) found.push(...messagePage("Reply", operation.out)); else found.push(el("h3", {}, "Reply"), el("p", { class: "soft" }, "none: one-way"));
  if (operation.faults.length) {
    found.push(el("h3", {}, "Faults"));
    for (const fault of operation.faults) found.push(el("p", {}, el("b", {}, fault.n), fault.header ? " (header)" : "", " ", py(fault.py), " ", fault.doc || ""), tree([fault.part]));
  }
  const soap = (data.ports.find((port) => port.type === operation.port) || {}).soap;
  found.push(...samplePart("request", operation.samples.request, operation.in, soap));
  if (operation.out) found.push(...samplePart("reply", operation.samples.reply, operation.out, soap));
  for (const fault of operation.faults) {
    const made = operation.samples[`fault ${fault.py}`];
    if (made && made.xml) found.push(...samplePart(`fault ${fault.py}`, made));
  }
  found.push(el("h3", {}, "Life of a call"), life());
  return found;
}
// A message that is valid where one was made, else its outline.
function samplePart(name, made, message, soap) {
  if (!made || !made.xml) return [el("h3", {}, `Outline of the ${name}`), el("pre", { tabindex: "0" }, sample(message, soap))];
  return [el("h3", {}, `Sample ${name}`), el("pre", { tabindex: "0" }, made.xml), el("pre", { tabindex: "0" }, made.py)];
}
function typePage(type, number) {
  const found = [el("h2", {}, type.n, " ", el("span", { class: "kind" }, type.simple ? `simple type (${type.simple})` : "complex type")),
    el("p", {}, type.py ? el("span", {}, "class ", py(type.py), " ") : "", place(type.at)),
    el("p", { class: "soft" }, type.ns || "no namespace"), type.doc && el("p", { class: "doc" }, type.doc)];
  if (type.base !== undefined) found.push(el("p", {}, type.simple ? "restricts " : "extends ", typeLink(type.base)));
  if ((type.flags || []).length) found.push(el("p", {}, ...type.flags.map(tag)));
  if (type.item !== undefined) found.push(el("p", {}, "list of ", typeLink(type.item)));
  if (type.members) found.push(el("p", {}, "one of ", ...type.members.flatMap((each) => [typeLink(each), " "])));
  if (type.value !== undefined) found.push(el("p", {}, "text content of ", typeLink(type.value)));
  const facets = Object.entries(type.facets || {});
  if (facets.length) found.push(el("h3", {}, "Facets"), table(["facet", "value"], facets.map(([name, value]) => [name, el("code", {}, String(value))])));
  if (type.values) found.push(el("h3", {}, "Values"), table(["value", ""], type.values.map(([value, doc]) => [el("code", {}, value), doc])));
  if (type.content && rows(type).length) found.push(el("h3", {}, "Content"), tree(rows(type)));
  const before = [...(users.get(number) || new Map()).values()];
  const after = [...uses(type)].map(([ref, n]) => ({ href: `#t${ref}`, n }));
  if (before.length || after.length) found.push(el("h3", {}, "Used by, and uses"), graph(type.n, before, after));
  return found;
}

// --- the list and the search

const entries = [
  ...data.operations.map((each, index) => ({ href: `#o${index}`, n: each.n, text: `${each.n} ${each.py} ${each.state}`, kind: "Operations" })),
  ...data.types.map((each, index) => ({ href: `#t${index}`, n: each.n, text: `${each.n} ${each.py}`, kind: "Types" })),
];
// A field is found by its wire and its Python name, and leads to the type that has it.
data.types.forEach((type, index) => eachItem([...(type.content || []), ...(type.attributes || [])], (item) => {
  if (!item.c && item.n !== "any element") entries.push({ href: `#t${index}`, n: `${type.n} · ${item.n}`, text: `${item.n} ${item.py}`, kind: "Fields", hidden: true });
}));
for (const entry of entries) entry.text = entry.text.toLowerCase();
const SHOWN = 400;
function show(query) {
  const wanted = query.trim().toLowerCase();
  const found = entries.filter((entry) => (wanted ? entry.text.includes(wanted) : !entry.hidden));
  if (wanted) found.sort((a, b) => !a.text.startsWith(wanted) - !b.text.startsWith(wanted) || Boolean(a.hidden) - Boolean(b.hidden));
  const nodes = [];
  for (const kind of ["Operations", "Types", "Fields"]) {
    const some = found.filter((entry) => entry.kind === kind);
    if (!some.length) continue;
    nodes.push(el("li", {}, el("h2", {}, `${kind} (${some.length})`)));
    for (const entry of some.slice(0, SHOWN)) nodes.push(el("li", {}, el("a", { href: entry.href, title: entry.n }, entry.n)));
    if (some.length > SHOWN) nodes.push(el("li", { class: "soft", style: "padding: .2rem 1.25rem" }, `and ${some.length - SHOWN} more: search for them`));
  }
  list.replaceChildren(...nodes);
  document.getElementById("count").textContent = wanted ? `${found.length} found` : "";
  mark();
}
function mark() {
  for (const link of list.querySelectorAll("a")) {
    if (link.getAttribute("href") === location.hash) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
}
function route(first) {
  const kind = location.hash[1], number = Number(location.hash.slice(2));
  let nodes;
  if (kind === "o" && data.operations[number]) nodes = operationPage(data.operations[number]);
  else if (kind === "t" && data.types[number]) nodes = typePage(data.types[number], number);
  else if (location.hash === "#main") { main.focus(); return; } else nodes = overview();
  main.replaceChildren(...nodes.filter(Boolean));
  main.scrollTop = 0;
  mark();
  if (first !== true && document.activeElement !== search && !list.contains(document.activeElement)) main.focus();
}
search.addEventListener("input", () => show(search.value));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); search.select(); }
  else if (event.key === "Escape" && document.activeElement === search) { search.value = ""; show(""); }
  else if (event.key === "ArrowDown" && (at >= 0 || document.activeElement === search)) { event.preventDefault(); (links[at + 1] || links[at]).focus(); }
  else if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (links[at - 1] || search).focus(); }
  else if (event.key === "Enter" && document.activeElement === search && links[0]) { event.preventDefault(); links[0].click(); links[0].focus(); }
});
const root = document.documentElement;
function store(value) { try { if (value) localStorage.setItem("wswgen-theme", value); return localStorage.getItem("wswgen-theme"); } catch { return null; } }
if (store()) root.dataset.theme = store();
document.getElementById("theme").addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  store(root.dataset.theme);
});
document.getElementById("home").textContent = data.name;
document.getElementById("namespace").textContent = data.namespace;
addEventListener("hashchange", route);
show("");
route(true);
