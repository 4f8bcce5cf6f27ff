import { networkConformance } from "../../conformance/network.ts";
import { denseNetworks } from "./subjects.ts";

for (const subject of denseNetworks) networkConformance(subject);
