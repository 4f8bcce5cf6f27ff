/** However the computer, the program or whoever started it ends, the last bytes on the wire are torque off, or the servos stop by themselves. */
import { testFaults } from "./faults-tested.ts";
import { hostFaults } from "./host-faults.ts";

testFaults(hostFaults);
