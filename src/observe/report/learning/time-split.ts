/** Where the time of training went. */
import { formatDuration } from "../../duration.ts";
import { html, type Markup } from "../html.ts";
import { fixed, withUnit } from "../numbers.ts";
import { plainShades, shareBar, shareSwatch } from "../share-bar.ts";
import type { TimeShare } from "./data.ts";

export function timeSplit(time: readonly TimeShare[]): Markup {
  const total = time.reduce((sum, { seconds }) => sum + seconds, 0);
  const share = ({ seconds }: TimeShare): string => withUnit(fixed((seconds / total) * 100, 0), "%");
  const bar = shareBar(
    time.map(({ seconds }) => seconds),
    plainShades,
  );
  const row = (part: TimeShare, index: number): Markup =>
    html`<tr><th scope="row">${shareSwatch(plainShades, index)} ${part.name}</th><td>${formatDuration(part.seconds)}</td><td>${share(part)}</td></tr>`;
  return html`<div class="split">${bar}<table><thead class="unseen"><tr><th scope="col">what</th><th scope="col">time</th><th scope="col">share</th></tr></thead>
<tbody>${time.map(row)}</tbody></table></div>`;
}
