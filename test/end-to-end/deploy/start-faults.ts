/** What must be refused before anything is switched on. */
import type { BadStart } from "./fault.ts";

const modelOf = (model: number) => (scene: Parameters<BadStart["before"]>[0]) =>
  scene.bus.fault("model", { id: 3, model });

export const badStarts: readonly BadStart[] = [
  {
    name: "start: a servo of another model",
    before: modelOf(1020),
    after: modelOf(1030),
    complaint: /model 1020/,
  },
  {
    name: "start: a servo that does not answer",
    before: (scene) => scene.bus.fault("silent", { id: 3 }),
    after: (scene) => scene.bus.fault("none"),
    complaint: /no answer from servo 3/,
  },
  {
    name: "start: a servo that is too warm",
    before: (scene) => scene.bus.fault("register", { id: 3, address: 146, value: 75 }),
    after: (scene) => scene.bus.fault("register", { id: 3, address: 146, value: 30 }),
    complaint: /75 °C/,
  },
  {
    name: "start: a policy with a weight that is NaN",
    start: { policy: "broken" },
    before: () => undefined,
    after: () => undefined,
    complaint: /NaN|finite|number/,
  },
];
