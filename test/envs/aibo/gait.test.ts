import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  gaitFrom,
  gaitParameters,
  gaitStarts,
  gaitValues,
  handTunedGait,
  learnedGait,
  validateGait,
} from "../../../envs/aibo/gait.ts";

describe("a gait", () => {
  it("survives the way to numbers and back", () => {
    assert.deepEqual(gaitFrom(gaitValues(learnedGait)), learnedGait);
  });

  it("may be walked at every start, with two ε to spare on either side", () => {
    for (const [name, gait] of Object.entries(gaitStarts))
      gaitParameters.forEach(({ name: parameter, epsilon, low, high }) => {
        const value = gait[parameter];
        assert.ok(
          value - 2 * epsilon >= low && value + 2 * epsilon <= high,
          `${name}: ${parameter} ${value}`,
        );
      });
  });

  it("moves by 7.1 ε from the paper's first row to its second", () => {
    // The length of the column "change in ε" of the paper's table: √(0.34² + 6.36² + 0.72² + … + 1.40²).
    const squares = gaitParameters.map(
      ({ name, epsilon }) => ((learnedGait[name] - handTunedGait[name]) / epsilon) ** 2,
    );
    assert.ok(Math.abs(Math.sqrt(squares.reduce((a, b) => a + b)) - 7.1) < 0.05);
  });
});

describe("validateGait", () => {
  it("finds nothing wrong at the bounds themselves", () => {
    assert.deepEqual(validateGait(gaitParameters.map(({ low }) => low)), []);
    assert.deepEqual(validateGait(gaitParameters.map(({ high }) => high)), []);
  });

  it("names the parameter, its range and what arrived, for every one that is wrong", () => {
    const values = gaitValues(handTunedGait);
    values[6] = 0.2;
    values[10] = Number.NaN;
    const errors = validateGait(values);
    assert.deepEqual(
      errors.map(({ parameter }) => parameter),
      ["halfStride", "gaitPeriod"],
    );
    assert.match(errors[0]!.message, /^halfStride must be 0 … [0-9.]+ m; got 0\.2$/);
    assert.match(errors[1]!.message, /^gaitPeriod must be .* s; got NaN$/);
  });

  it("names the parameters that are missing from too short a list", () => {
    assert.deepEqual(
      validateGait(gaitValues(handTunedGait).subarray(0, 11)).map(({ parameter }) => parameter),
      ["dutyFactor"],
    );
  });
});
