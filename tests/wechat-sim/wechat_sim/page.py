# SPDX-License-Identifier: Apache-2.0
"""The page /sim/: people, what their phones show, and buttons for what they do."""

PAGE = """<!doctype html><meta charset="utf-8"><title>WeChat, simulated</title>
<style>
body { font: 15px sans-serif; margin: 1.5em; max-width: 60em }
article { border: 1px solid #ccc; border-radius: 6px; padding: .8em; margin: .8em 0 }
button { margin: .2em } pre { background: #f4f4f4; padding: .5em; white-space: pre-wrap } small { color: #666 }
</style>
<h1>WeChat, simulated</h1>
<p>Who goes through the login page: <select id="visitor"></select> <small id="accounts"></small></p>
<main></main>
<script>
const ask = async (action, given) => {
  const answer = await fetch("/sim/" + action, { method: "POST", body: JSON.stringify(given) });
  const told = await answer.json();
  if (told.error) alert(told.error);
  await show();
};
const button = (text, act) => {
  const made = document.createElement("button");
  made.textContent = text;
  made.onclick = act;
  return made;
};
const line = (entry) => new Date(entry.at * 1000).toLocaleTimeString() + " " + entry.api + ": " +
  (entry.text ?? entry.description ?? JSON.stringify(entry.data));
const card = (person) => {
  const made = document.createElement("article");
  const head = document.createElement("b");
  head.textContent = person.name + " " + person.openid + (person.follows ? "" : " 未关注");
  const typed = document.createElement("input");
  const phone = document.createElement("pre");
  phone.textContent = person.phone.map(line).join("\\n") || "…";
  const given = { openid: person.openid };
  made.append(head, document.createElement("br"), typed,
    button("say", () => ask("say", { ...given, text: typed.value })),
    button("scan (address or scene)", () => ask("scan", { ...given, [typed.value.includes("/") ? "url" : "scene"]: typed.value })),
    button("subscribe", () => ask("subscribe", given)), button("unsubscribe", () => ask("unsubscribe", given)), phone);
  return made;
};
const show = async () => {
  const state = await (await fetch("/sim/state")).json();
  document.querySelector("main").replaceChildren(...state.people.map(card));
  const visitor = document.querySelector("#visitor");
  visitor.replaceChildren(...["(ask)", ...state.people.map((one) => one.openid), "deny"].map((one) => new Option(one, one)));
  visitor.value = state.visitor ?? "(ask)";
  document.querySelector("#accounts").textContent = JSON.stringify(state.accounts);
};
document.querySelector("#visitor").onchange = (event) =>
  ask("visitor", { person: event.target.value === "(ask)" ? null : event.target.value });
show();
</script>
"""
