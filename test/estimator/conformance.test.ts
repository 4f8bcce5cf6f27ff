import { estimatorConformance } from "../conformance/estimator.ts";
import { estimatorSubjects } from "./subjects.ts";

for (const subject of estimatorSubjects) estimatorConformance(subject);
