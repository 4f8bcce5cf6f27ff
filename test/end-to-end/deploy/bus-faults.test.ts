/** What goes wrong on the bus stops the robot, and what does no harm does not; the last bytes on the wire say so. */
import { busFaults } from "./bus-faults.ts";
import { named, testFaults } from "./faults-tested.ts";
import { badStarts } from "./start-faults.ts";

const tried = [
  "a servo is silent",
  "all replies corrupt",
  "the sensor board is frozen",
  "a servo repeats its position while it is to walk",
  "servo error: overheating",
  "echo (goes on)",
  "unplugged",
];

testFaults(named(busFaults, tried), named(badStarts, ["start: a servo of another model"]));
