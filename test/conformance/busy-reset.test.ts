/** The kit and a server whose environment is busy for somebody who is gone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RawAgent } from "../../src/conformance/raw-agent.ts";
import { reset } from "../../src/conformance/trajectory.ts";
import { RemoteError } from "../../src/transport/errors.ts";
import { Server } from "../../src/transport/server.ts";
import { scriptedService } from "../support/scripted-service.ts";

/** Refuses so many resets, though its heartbeats call every environment idle. */
async function busyServer(refusals: number) {
  const service = scriptedService();
  let asked = 0;
  service.script = async ({ body }) => {
    if (body.kind !== "reset") throw new Error(`nobody asks for ${body.kind}`);
    asked++;
    if (asked > refusals) return { body: { kind: "reset", envIds: body.envIds }, tensors: [] };
    const message = "environment 0 is busy for another agent";
    throw new RemoteError({
      code: "invalidRequest",
      message,
      remedy: "wait",
      envIds: [0],
      sessionUsable: true,
    });
  };
  const server = await Server.open(service, { endpoint: "ipc://*" });
  return { server, asked: () => asked };
}

test("a reset that is refused as busy is asked again until it is taken", { timeout: 20_000 }, async () => {
  const { server, asked } = await busyServer(12);
  await using _ = server;
  using agent = new RawAgent(server.endpoint, 5_000);
  await agent.hello();
  assert.equal((await reset(agent, [0], [1])).body.kind, "reset");
  assert.equal(asked(), 13);
});

test("a reset that is refused for ever is a failure, and soon", { timeout: 20_000 }, async () => {
  const { server } = await busyServer(Infinity);
  await using _ = server;
  using agent = new RawAgent(server.endpoint, 5_000);
  await agent.hello();
  await assert.rejects(reset(agent, [0], [1]), /busy for another agent/);
});
