import { optimizerConformance } from "../conformance/optimizer.ts";
import { optimizerSubjects } from "./subjects.ts";

for (const subject of optimizerSubjects) optimizerConformance(subject);
