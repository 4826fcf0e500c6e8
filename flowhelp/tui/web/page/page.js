"use strict";

// The terminal reads these when the page has loaded. All addresses are under the one of this page,
// which has the token in it.
const terminal = document.getElementById("terminal");
const wanted = Number(new URLSearchParams(location.search).get("fontsize"));
terminal.dataset.fontSize = wanted >= 6 && wanted <= 72 ? wanted : 16;
terminal.dataset.sessionWebsocketUrl = new URL("ws", location.href).href.replace(/^http/, "ws");

const again = document.getElementById("again");
again.addEventListener("click", () => location.reload());

// Keys go where they are wanted without a click first.
new MutationObserver(() => {
  const { classList } = document.body;
  const typing = document.querySelector(".xterm-helper-textarea");
  if (classList.contains("-closed")) again.focus();
  else if (classList.contains("-first-byte") && typing) typing.focus();
}).observe(document.body, { attributeFilter: ["class"] });
