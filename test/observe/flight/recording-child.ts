/** Records into the file of its argument, one row after the other, until it is killed or the recorder gives up; then says why. */
import { setImmediate } from "node:timers/promises";
import { FlightRecorder } from "../../../src/observe/flight/recorder.ts";
import { flightRows, plan } from "./flights.ts";

const said: string[] = [];
const recorder = await FlightRecorder.create(process.argv[2] ?? "", {
  plan,
  clock: { wall: 1_700_000_000_000_000_000n, monotonic: 1000 },
  identity: "two legs 1, serial 7",
  onFailure: ({ name, message }) => said.push(`${name}: ${message}`),
});
for (const row of flightRows(20_000)) {
  if (said.length > 0) break;
  recorder.add(row);
  await setImmediate();
}
const { path, failure } = await recorder.close();
process.stdout.write(JSON.stringify({ said, path, failed: failure !== undefined }));
