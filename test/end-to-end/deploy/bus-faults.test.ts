/** What goes wrong on the bus stops the robot, and what does no harm does not; the last bytes on the wire say so. */
import { busFaults } from "./bus-faults.ts";
import { testFaults } from "./faults-tested.ts";
import { badStarts } from "./start-faults.ts";

testFaults(busFaults, badStarts);
