/** A process that arms a guard for the device named on its command line, says so, and waits to be killed. */
import { constants, openSync } from "node:fs";
import { Guard } from "../../../src/deploy/loop/guard.ts";

const path = process.argv[2] as string;
const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
await Guard.start({ fd, path, bytes: Buffer.from("STOP!") });
process.stdout.write("armed\n");
