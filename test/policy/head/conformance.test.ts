import { headConformance } from "../../conformance/head.ts";
import { headSubjects } from "./subjects.ts";

for (const subject of headSubjects) headConformance(subject);
