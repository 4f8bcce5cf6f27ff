/** However the computer, the program or whoever started it ends, the last bytes on the wire are torque off, or the servos stop by themselves. */
import { named, testFaults } from "./faults-tested.ts";
import { hostFaults } from "./host-faults.ts";

const tried = [
  "SIGINT",
  "SIGKILL",
  "SIGSTOP: nobody speaks",
  "SIGKILL of the guard",
  "the parent is killed",
  "the control thread throws",
  "the control thread hangs",
  "disk full",
];

testFaults(named(hostFaults, tried));
