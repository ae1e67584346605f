"use strict";
// The token is in the URL fragment, which browsers never send to a server. Remove it from the address bar.
const token = location.hash.slice(1);
history.replaceState(null, "", "/");

const INTERVAL_MS = 2000;
const show = (id, text) => { document.getElementById(id).textContent = text; };
const time = (seconds) => seconds ? new Date(seconds * 1000).toLocaleTimeString() : "–";

function row(cluster) {
  const cells = [cluster.name, time(cluster.until), time(cluster.next), cluster.state];
  const tr = document.createElement("tr");
  for (const text of cells) {
    tr.append(Object.assign(document.createElement("td"), { textContent: text }));
  }
  return tr;
}

async function refresh() {
  try {
    const answer = await fetch("/status.json", { headers: { "haulout-token": token } });
    if (!answer.ok) {
      show("session", await answer.text());
      return;
    }
    const status = await answer.json();
    show("title", status.title ?? "Haulout");
    show("session", status.session ?? "");
    show("folder", status.folder ?? "");
    document.getElementById("clusters").replaceChildren(...(status.clusters ?? []).map(row));
  } catch {
    show("session", "Haulout has exited or cannot be reached.");
  }
  setTimeout(refresh, INTERVAL_MS);
}

refresh();
