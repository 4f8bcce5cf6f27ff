/** How to get the same result again. */
import type { Reproduction } from "./data.ts";
import { html, type Markup } from "./html.ts";
import { count } from "./numbers.ts";

const sameAgain =
  "The same command and seed give the same result bit for bit, whatever the number of workers; only the duration depends on the machine.";

export function reproduction(
  { command, seed, versions, machine, settings }: Reproduction,
  promise = sameAgain,
): Markup {
  const cores = `${count(machine.cores)} ${machine.cores === 1 ? "core" : "cores"}`;
  return html`<pre tabindex="0" aria-label="command line"><code>${command}</code></pre>
<table class="plain"><tbody>
${row("seed", count(seed))}
${versions.map(([name, version]) => row(name, version))}
${row("Node", machine.node)}${row("machine", `${machine.cpu}, ${cores}`)}
${settings.map(([name, value]) => row(name, value))}
</tbody></table>
<p class="small">${promise}</p>`;
}

function row(name: string, value: string): Markup {
  return html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
}
