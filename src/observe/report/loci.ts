/** The paths of the feet from the side, drawn to scale: a millimetre up is as long as a millimetre forward. */
import type { FootLocus, LegPairLoci, LocusPoint } from "./data.ts";
import { html, type Markup } from "./html.ts";
import { type LegendItem, legend } from "./legend.ts";
import { fixed } from "./numbers.ts";
import { extentOf } from "./scale.ts";
import { perMeter, placeIn, type SideView, sideView, sideViewWidth } from "./side-view.ts";
import { isFinitePlace, line, type Place, path, place, svg, text } from "./svg.ts";

export function loci(pairs: readonly LegPairLoci[]): Markup {
  const view = sideView(pairs);
  return html`<div class="pair">${pairs.map((pair, index) => drawPair(pair, view, `locus-${index}`))}</div>`;
}

export function lociLegend(pairs: readonly LegPairLoci[]): Markup {
  const unreachable = pairs.some(
    ({ before, after }) => differs(before) || (after !== undefined && differs(after)),
  );
  const items: LegendItem[] = [{ label: "before", className: "locus before", shape: "line" }];
  if (pairs.some(({ after }) => after))
    items.push({ label: "after", className: "locus after", shape: "line" });
  if (unreachable)
    items.push({ label: "commanded but out of reach", className: "locus commanded", shape: "line" });
  return legend([...items, { label: "hip", className: "hip", shape: "dot" }]);
}

function drawPair(pair: LegPairLoci, view: SideView, id: string): Markup {
  const { before, after } = pair;
  const body = html`${axes(view, pair.name)}${ground(view)}
${drawLocus(before, view, "before")}${after ? drawLocus(after, view, "after") : undefined}${after ? direction(after, view, "after") : direction(before, view, "before")}`;
  const title = `${pair.name}: foot path from the side, to scale`;
  return svg({ id, title, description: describe(pair), width: sideViewWidth, height: view.height }, body);
}

function drawLocus(locus: FootLocus, view: SideView, className: string): Markup {
  const at = (point: LocusPoint) => placeIn(view, point);
  const hip = at({ x: 0, z: locus.hipHeight });
  const commanded = differs(locus)
    ? path(locus.commanded.map(at), `locus commanded ${className}`, true)
    : undefined;
  return html`${commanded}${path(walkedPath(locus).map(at), `locus ${className}`, true)}${line(hip, { x: hip.x, y: view.z.at(0) }, "plumb")}${hipMark(hip, className)}`;
}

/** The path the leg is really asked to follow: what it can reach of the commanded one. */
function walkedPath(locus: FootLocus): readonly LocusPoint[] {
  return differs(locus) && locus.reachable ? locus.reachable : locus.commanded;
}

/** An arrow head at the highest point of the path: which way the foot swings. */
function direction(locus: FootLocus, view: SideView, className: string): Markup | undefined {
  const known = walkedPath(locus)
    .map((point) => placeIn(view, point))
    .filter(isFinitePlace);
  const highest = known.reduce((best, { y }, index) => (y < (known[best]?.y ?? y) ? index : best), 0);
  const [previous, top, next] = [known[highest - 1], known[highest], known[highest + 1]];
  if (!previous || !top || !next || previous.x === next.x) return undefined;
  const back = previous.x < next.x ? -5 : 5;
  const head = [
    { x: top.x + back, y: top.y - 4.5 },
    { x: top.x - back / 4, y: top.y },
    { x: top.x + back, y: top.y + 4.5 },
  ];
  return path(head, `locus ${className}`);
}

function hipMark({ x, y }: Place, className: string): Markup | undefined {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return undefined;
  return html`<circle class="hip ${className}" cx="${place(x)}" cy="${place(y)}" r="4"><title>hip ${className}</title></circle>`;
}

/** Nearer than a tenth of a millimetre is the same path. */
const sameWithin = 1e-4;

function differs({ commanded, reachable }: FootLocus): boolean {
  return (
    reachable !== undefined &&
    reachable.length > 0 &&
    (reachable.length !== commanded.length ||
      reachable.some(({ x, z }, index) => {
        const other = commanded[index];
        return other !== undefined && Math.abs(x - other.x) + Math.abs(z - other.z) > sameWithin;
      }))
  );
}

function axes({ x, z, xTicks, zTicks, decimals }: SideView, name: string): Markup {
  const [left, right] = x.range;
  const [bottom, top] = z.range;
  return html`<g class="axes">
${zTicks.map((value) => html`${line({ x: left, y: z.at(value) }, { x: right, y: z.at(value) }, "grid")}${text({ x: left - 7, y: z.at(value) + 4 }, fixed(value, decimals), "tick", "end")}`)}
${xTicks.map((value) => html`${line({ x: x.at(value), y: bottom }, { x: x.at(value), y: top }, "grid")}${text({ x: x.at(value), y: bottom + 16 }, fixed(value, decimals), "tick", "middle")}`)}
${text({ x: left, y: 13 }, name, "panel-name", "start")}${text({ x: right, y: 13 }, "height above the ground, mm", "name", "end")}
${text({ x: right, y: bottom + 33 }, "forward of the hip, mm →", "name", "end")}
</g>`;
}

function ground({ x, z }: SideView): Markup {
  const [left, right] = x.range;
  return line({ x: left, y: z.at(0) }, { x: right, y: z.at(0) }, "ground");
}

function describe({ before, after }: LegPairLoci): string {
  return `Before: ${extentText(before)}.${after ? ` After: ${extentText(after)}.` : ""}`;
}

function extentText({ commanded, hipHeight }: FootLocus): string {
  const across = extentOf(commanded.map(({ x }) => x * perMeter)) ?? [Number.NaN, Number.NaN];
  const up = extentOf(commanded.map(({ z }) => z * perMeter)) ?? [Number.NaN, Number.NaN];
  return (
    `${fixed(across[1] - across[0], 0)} mm long from ${fixed(across[0], 0)} to ${fixed(across[1], 0)} mm forward of the hip, ` +
    `${fixed(up[1] - up[0], 0)} mm high, hip at ${fixed(hipHeight * perMeter, 0)} mm`
  );
}
