/**
 * What every transport has to do, whatever carries it: the suite is run over inproc, ipc, tcp and encrypted tcp, and a later transport
 * adds one line to test/transport/conformance.test.ts.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Channel } from "../../src/transport/channel.ts";
import type { ChannelOptions } from "../../src/transport/channel-options.ts";
import {
  ChannelClosed,
  MalformedMessage,
  MessageTooLarge,
  PeerUnreachable,
  RemoteError,
  RequestTimeout,
  SessionLost,
  VersionSkew,
  WrongPeer,
} from "../../src/transport/errors.ts";
import type { HelloReply, Step } from "../../src/transport/message.ts";
import { DEFAULT_LIMITS } from "../../src/transport/message.ts";
import { Server } from "../../src/transport/server.ts";
import type { ServerOptions } from "../../src/transport/server-options.ts";
import type { Answer } from "../../src/transport/service.ts";
import type { Tensor } from "../../src/transport/tensor.ts";
import { float64Tensor } from "../../src/transport/tensor.ts";
import type { TestKeys } from "../support/keys.ts";
import type { Respond } from "../support/raw-peer.ts";
import {
  rawAgent,
  rawServer,
  replyFrames,
  requestFrames,
  withMajor,
  withMinor,
} from "../support/raw-peer.ts";
import { scriptedService, stepAnswer } from "../support/scripted-service.ts";
import { deferred, until } from "../support/wait.ts";

/** A fresh address to bind, and for `tcp` one where nobody listens. */
export interface Carrier {
  readonly name: string;
  readonly bind: () => string;
  readonly nobody: () => string;
  /** Of one that is encrypted. */
  readonly keys?: TestKeys;
}

const step = (envId: number): Step => ({ kind: "step", envIds: [envId] });
const reset = (seed: number) => ({ kind: "reset", envIds: [0], seeds: [seed], options: {} }) as const;
const helloReply: HelloReply = {
  kind: "hello",
  packageVersion: "raw",
  capabilities: [],
  limits: DEFAULT_LIMITS,
  heartbeatIntervalMs: 10_000,
  missedHeartbeats: 4,
  spec: scriptedService().hello.spec,
};

export function channelSuite({ name, bind, nobody, keys }: Carrier): void {
  const warnings: string[] = [];
  const onWarning = (message: string) => void warnings.push(message);
  const open = (endpoint: string, options: ChannelOptions = {}) =>
    Channel.open(endpoint, { curve: keys?.agent, ...options });
  const agentAt = (endpoint: string) => rawAgent(endpoint, keys?.rawAgent);
  const serverOf = (respond: Respond) => rawServer(bind(), respond, keys?.rawServer);

  async function pair(
    serverOptions: Partial<ServerOptions> = {},
    channelOptions: ChannelOptions = {},
    service = scriptedService(),
  ) {
    const server = await Server.open(service, {
      endpoint: bind(),
      keys: keys?.server,
      onWarning,
      ...serverOptions,
    });
    const channel = await open(server.endpoint, { onWarning, ...channelOptions });
    const dispose = async () => {
      await channel.close();
      await server.close();
    };
    return { service, server, channel, [Symbol.asyncDispose]: dispose };
  }

  /** A server that shakes hands properly and then does what the test says. */
  function oddServer(respond: Respond) {
    return serverOf((request, raw) =>
      request.body.kind === "hello" ? [replyFrames(request, helloReply)] : respond(request, raw),
    );
  }

  describe(`a channel over ${name}`, { timeout: 30_000 }, () => {
    test("learns in the handshake what the server is and can", async () => {
      await using both = await pair();
      const { peer } = both.channel;
      assert.equal(peer.spec.name, "counting");
      assert.deepEqual(peer.capabilities, ["scripted", "resume"]);
      assert.match(peer.packageVersion, /^gaitway /);
      assert.equal(both.server.sessionCount, 1);
    });

    test("delivers replies to the requests they belong to, in whatever order they come", async () => {
      await using both = await pair();
      const gates = [deferred<Answer>(), deferred<Answer>(), deferred<Answer>()];
      both.service.script = ({ body }) => gates[body.envIds[0]!]!.promise;
      const order: number[] = [];
      const replies = [0, 1, 2].map(async (envId) => {
        const { body } = await both.channel.request(step(envId));
        order.push(envId);
        return [envId, body.rewards[0]];
      });
      for (const envId of [2, 0, 1]) {
        gates[envId]!.resolve(stepAnswer(envId, 100 + envId));
        await until("the reply", () => order.includes(envId));
      }
      assert.deepEqual(await Promise.all(replies), [[0, 100], [1, 101], [2, 102]]); // biome-ignore format: a table
      assert.deepEqual(order, [2, 0, 1]);
    });

    test("answers a thousand requests in flight, each with its own reply", async () => {
      await using both = await pair();
      const replies = await Promise.all(
        Array.from({ length: 1000 }, (_, envId) => both.channel.request(step(envId))),
      );
      for (const [envId, { body }] of replies.entries()) assert.equal(body.rewards[0], envId);
      assert.deepEqual(both.channel.dropped, { late: 0, foreign: 0, malformed: 0 });
    });

    test("refuses a request beyond what the server takes at once, and goes on", async () => {
      await using both = await pair({ limits: { ...DEFAULT_LIMITS, inFlight: 2 } });
      const gate = deferred<Answer>();
      both.service.script = () => gate.promise;
      const pending = [both.channel.request(step(0)), both.channel.request(step(1))];
      await assert.rejects(both.channel.request(step(2)), { name: "QueueFull" });
      gate.resolve(stepAnswer(0, 0));
      await Promise.all(pending);
    });

    test("rejects at the deadline, says the simulator was busy, and drops the late reply", async () => {
      await using both = await pair({ heartbeatIntervalMs: 15 });
      const gate = deferred<Answer>();
      both.service.script = () => gate.promise;
      both.service.statuses = [{ envId: 0, busyMs: 61_000, step: 3, paused: false }];
      const error = await both.channel.request(step(0), { timeoutMs: 150 }).catch((reason) => reason);
      assert.ok(error instanceof RequestTimeout, String(error));
      assert.equal(error.progress, "busy");
      assert.match(error.message, /busy for 61000 ms at step 3/);
      // Whoever saw the deadline first: the server has seen it too before its answer counts as late.
      const serverSaw = () => error.cause !== undefined || both.channel.dropped.late === 1;
      await until("the deadline on the server's side", serverSaw);
      gate.resolve(stepAnswer(0, 0));
      both.service.script = async () => stepAnswer(0, 5);
      const { body } = await both.channel.request(step(0));
      assert.equal(body.rewards[0], 5);
      await until("the late answer of the service", () => both.server.dropped.late === 1);
    });

    for (const [progress, statuses] of [
      ["paused", [{ envId: 0, busyMs: 5, step: 3, paused: true }]],
      ["idle", []],
    ] as const) {
      test(`says at the deadline that the simulator was ${progress}`, async () => {
        await using both = await pair({ heartbeatIntervalMs: 15 });
        both.service.script = () => new Promise(() => {});
        both.service.statuses = [...statuses];
        const error = await both.channel.request(step(0), { timeoutMs: 150 }).catch((reason) => reason);
        assert.ok(error instanceof RequestTimeout, String(error));
        assert.equal(error.progress, progress);
      });
    }

    test("aborts the service's signal at the deadline and answers in its place", async () => {
      await using both = await pair();
      const aborted = deferred<unknown>();
      both.service.script = ({ signal }) =>
        new Promise(() => signal.addEventListener("abort", () => aborted.resolve(signal.reason)));
      using raw = agentAt(both.server.endpoint);
      const session = await raw.hello();
      const [envelope] = requestFrames(session, 2, step(0));
      await raw.send([envelope!]);
      const reply = await raw.receive();
      assert.equal(reply.body.kind === "error" && reply.body.fault.code, "deadlineExceeded");
      assert.match(String(await aborted.promise), /deadline/);
    });

    test("rejects with the reason of the caller's signal, before and after it has asked", async () => {
      await using both = await pair();
      both.service.script = () => new Promise(() => {});
      const controller = new AbortController();
      const pending = both.channel.request(step(0), { signal: controller.signal });
      controller.abort(new Error("enough"));
      await assert.rejects(pending, /enough/);
      await assert.rejects(both.channel.request(step(0), { signal: controller.signal }), /enough/);
    });

    test("ends what is pending when it is closed, and may be closed twice", async () => {
      await using both = await pair();
      both.service.script = () => new Promise(() => {});
      const pending = both.channel.request(step(0));
      const closing = [both.channel.close(), both.channel.close()];
      await assert.rejects(pending, ChannelClosed);
      await Promise.all(closing);
      await assert.rejects(both.channel.request(step(0)), ChannelClosed);
      assert.equal(both.server.sessionCount, 0);
      assert.equal(both.service.ended.length, 1);
    });

    test("closes within a second although the server is gone", async () => {
      await using both = await pair();
      await both.server.close();
      const begin = performance.now();
      await both.channel.close();
      assert.ok(performance.now() - begin < 1_000);
    });

    test("is told when the server closes", async () => {
      await using both = await pair();
      const started = deferred();
      both.service.script = () => {
        started.resolve();
        return new Promise(() => {});
      };
      const settled = assert.rejects(both.channel.request(step(0)), (error) => {
        return error instanceof RemoteError && error.fault.code === "shuttingDown" && !error.usable;
      });
      await started.promise;
      await both.server.close();
      await settled;
      await assert.rejects(both.channel.request(step(0)), RemoteError);
    });

    test("reports what the service throws, and goes on", async () => {
      await using both = await pair();
      both.service.script = async () => {
        throw new TypeError("the robot fell off the table");
      };
      await assert.rejects(both.channel.request(step(0)), (error) => {
        return (
          error instanceof RemoteError && error.fault.code === "internal" && /fell off/.test(error.message)
        );
      });
      const fault = {
        code: "resetNeeded",
        message: "m",
        remedy: "r",
        envIds: [3],
        sessionUsable: true,
      } as const;
      both.service.script = () => Promise.reject(new RemoteError(fault));
      await assert.rejects(both.channel.request(step(0)), (error) => {
        assert.ok(error instanceof RemoteError);
        assert.deepEqual(error.fault, fault);
        return true;
      });
      both.service.script = async () => stepAnswer(0, 1);
      await both.channel.request(step(0));
    });

    test("reports an answer that contradicts itself as a fault of the server", async () => {
      await using both = await pair();
      both.service.script = async () => ({
        ...stepAnswer(0, 1),
        tensors: [float64Tensor(new Float64Array(3), [2, 2])],
      });
      await assert.rejects(both.channel.request(step(0)), /shape \[2, 2\] does not hold 3/);
    });

    test("does not send what the server would not take, nor the server what the agent would not", async () => {
      const small = { ...DEFAULT_LIMITS, messageBytes: 4096, tensorCount: 2 };
      await using both = await pair({ limits: small }, { limits: small });
      const large = float64Tensor(new Float64Array(1000), [1000]);
      await assert.rejects(both.channel.request(step(0), { tensors: [large] }), MessageTooLarge);
      both.service.script = async () => ({ ...stepAnswer(0, 1), tensors: [large] });
      await assert.rejects(both.channel.request(step(0)), (error) => {
        return error instanceof RemoteError && error.fault.code === "tooLarge";
      });
    });

    test("warns of another minor version and refuses another major one, on both sides", async () => {
      warnings.length = 0;
      await using both = await pair();
      using raw = agentAt(both.server.endpoint);
      const hello = {
        kind: "hello",
        packageVersion: "next",
        capabilities: [],
        limits: DEFAULT_LIMITS,
      } as const;
      await raw.send(withMinor(requestFrames(new Uint8Array(0), 1, hello), 7));
      assert.equal((await raw.receive()).body.kind, "hello");
      assert.match(warnings.join(), /an agent \(next\) speaks protocol 1\.7/);
      await raw.send(withMajor(requestFrames(new Uint8Array(0), 77, hello), 2));
      const refused = await raw.receive();
      assert.equal(refused.requestId, 77);
      assert.equal(refused.body.kind === "error" && refused.body.fault.code, "versionSkew");

      using other = await serverOf((request) => [withMajor(replyFrames(request, helloReply), 2)]);
      await assert.rejects(open(other.endpoint), VersionSkew);
      using later = await serverOf((request) => [withMinor(replyFrames(request, helloReply), 7)]);
      warnings.length = 0;
      const channel = await open(later.endpoint, { onWarning });
      assert.match(warnings.join(), /speaks protocol 1\.7/);
      await channel.close();
    });

    test("knows at once when what answers is not Gaitway", async () => {
      using echo = await serverOf((_, frames) => [frames]);
      await assert.rejects(open(echo.endpoint), WrongPeer);
      using foreign = await serverOf(() => [[Buffer.from("HTTP/1.1 400 Bad Request")]]);
      await assert.rejects(open(foreign.endpoint), WrongPeer);
      // A protobuf message of somebody else: field 1 a string.
      using protobuf = await serverOf(() => [[Buffer.from([0x0a, 0x03, 0x61, 0x62, 0x63])]]);
      await assert.rejects(open(protobuf.endpoint), WrongPeer);
    });

    test("gives up on a peer that never answers, and on nobody at all, each with its own error", async () => {
      using silent = await serverOf(() => []);
      await assert.rejects(open(silent.endpoint, { connectTimeoutMs: 150 }), RequestTimeout);
      const expected = name === "inproc" ? RequestTimeout : PeerUnreachable;
      await assert.rejects(open(nobody(), { connectTimeoutMs: 150 }), expected);
    });

    test("drops replies to nobody, to other sessions and twice, and delivers only its own", async () => {
      const other = new Uint8Array(16).fill(1);
      using odd = await oddServer((request) => [
        replyFrames(request, { kind: "reset", envIds: [1] }, undefined, request.requestId + 1000),
        replyFrames(request, { kind: "reset", envIds: [2] }, other),
        [Buffer.from("noise")],
        replyFrames(request, { kind: "reset", envIds: [3] }),
        replyFrames(request, { kind: "reset", envIds: [4] }),
      ]);
      const channel = await open(odd.endpoint);
      assert.deepEqual((await channel.request(reset(1))).body.envIds, [3]);
      await until("the second reply", () => channel.dropped.late === 1);
      assert.deepEqual(channel.dropped, { late: 1, foreign: 3, malformed: 0 });
      await channel.close();
    });

    test("rejects the one request whose reply is malformed or of another kind", async () => {
      const bad = {
        kind: "step",
        envIds: [0],
        rewards: [],
        terminated: [],
        truncated: [],
        reasons: [],
      } as const;
      using odd = await oddServer((request) =>
        request.body.kind === "step"
          ? [
              replyFrames(request, {
                ...bad,
                finalEnvIds: [],
                failures: [],
                clippedEnvIds: [],
                lostEnvIds: [],
              }),
            ]
          : [replyFrames(request, { kind: "bye" })],
      );
      const channel = await open(odd.endpoint);
      await assert.rejects(channel.request(step(0)), MalformedMessage);
      await assert.rejects(channel.request(reset(1)), /expected a reply to reset, got one to bye/);
      assert.equal(channel.dropped.malformed, 1);
      assert.equal(channel.ended, undefined);
      await channel.close();
    });

    test("learns that its session is lost, and is of no use then", async () => {
      await using both = await pair();
      using raw = agentAt(both.server.endpoint);
      await raw.hello();
      await raw.send(requestFrames(new Uint8Array(16).fill(3), 2));
      const reply = await raw.receive();
      assert.equal(reply.body.kind === "error" && reply.body.fault.code, "sessionLost");
      const fault = {
        code: "sessionLost",
        message: "m",
        remedy: "r",
        envIds: [],
        sessionUsable: false,
      } as const;
      using odd = await oddServer((request) => [replyFrames(request, { kind: "error", fault })]);
      const channel = await open(odd.endpoint);
      await assert.rejects(channel.request(step(0)), SessionLost);
      assert.ok(channel.ended instanceof SessionLost);
      await channel.close();
    });
  });

  describe(`a server over ${name}`, { timeout: 30_000 }, () => {
    test("survives garbage, truncated, oversized and foreign messages, and answers the next good one", async () => {
      await using both = await pair({ limits: { ...DEFAULT_LIMITS, envelopeBytes: 4096, tensorCount: 4 } });
      using raw = agentAt(both.server.endpoint);
      const session = await raw.hello();
      const [good] = requestFrames(session, 2, step(0));
      await raw.send([Buffer.alloc(0)]);
      await raw.send([Buffer.from("GET / HTTP/1.1")]);
      await raw.send([Buffer.from([0x0a, 0x03, 0x61, 0x62, 0x63])]);
      await raw.send([good!.subarray(0, good!.length - 1)]);
      await raw.send([Buffer.concat([good!, Buffer.alloc(5000)])]);
      await until(
        "all five dropped",
        () => both.server.dropped.foreign + both.server.dropped.malformed === 5,
      );
      await raw.send([good!, Buffer.alloc(3)]);
      assert.match(await fault(raw), /^malformed.*1 tensor frame|^malformed.*one header a tensor frame/);
      await raw.send([good!, ...Array.from({ length: 5 }, () => Buffer.alloc(1))]);
      assert.match(await fault(raw), /^tooLarge/);
      const tensor = float64Tensor(new Float64Array(2), [1, 2]);
      const [envelope, frame] = requestFrames(session, 2, step(0), [tensor]);
      await raw.send([envelope!, frame!.subarray(1)]);
      assert.match(await fault(raw), /^malformed.*lengths of a float64 tensor disagree/);
      await raw.send([good!]);
      assert.equal((await raw.receive()).body.kind, "step");
    });

    test("answers a request once, however often it comes", async () => {
      await using both = await pair();
      using raw = agentAt(both.server.endpoint);
      const session = await raw.hello();
      const frames = requestFrames(session, 5, step(0));
      await raw.send(frames);
      await raw.send(frames);
      await raw.send(requestFrames(session, 4, step(1)));
      await raw.send(requestFrames(session, 6, step(2)));
      const replies = [await raw.receive(), await raw.receive()];
      assert.deepEqual(replies.map(({ requestId }) => requestId), [5, 6]); // biome-ignore format: short
      assert.equal(both.server.dropped.duplicate, 2);
    });

    test("forgets a session that has gone silent, and stops its work", async () => {
      await using both = await pair({ idleSessionMs: 60, heartbeatIntervalMs: 10 });
      const stopped = deferred();
      both.service.script = ({ signal }) =>
        new Promise(() => signal.addEventListener("abort", () => stopped.resolve()));
      using raw = agentAt(both.server.endpoint);
      await raw.send(requestFrames(await raw.hello(), 2, step(0)));
      await stopped.promise;
      // The channel beside it beats, and stays.
      assert.equal(both.server.sessionCount, 1);
      assert.equal(both.service.ended.length, 1);
    });

    test("passes on what its capabilities offer and refuses the rest of the simulator's requests", async () => {
      await using both = await pair({}, {}, scriptedService(["render", "state"]));
      const picture: Tensor = { dtype: "uint8", shape: [1, 1, 3], data: Uint8Array.of(1, 2, 3) };
      const asked: string[] = [];
      both.service.script = async ({ body }) => {
        asked.push(body.kind);
        const kind = body.kind as "render" | "getState" | "setState";
        return { body: { kind, envIds: [2] }, tensors: [picture] };
      };
      const { channel } = both;
      const render = { kind: "render", envIds: [2], mode: "rgb_array" } as const;
      assert.deepEqual((await channel.request(render)).tensors, [picture]);
      await channel.request({ kind: "getState", envIds: [2] });
      await channel.request({ kind: "setState", envIds: [2] }, { tensors: [picture] });
      for (const body of [
        { kind: "readProperties", envIds: [2], names: ["gravity"] },
        { kind: "writeProperties", envIds: [2], values: { gravity: 9.81 } },
      ] as const) {
        await assert.rejects(channel.request(body), (error) => {
          return error instanceof RemoteError && error.fault.code === "unsupported" && error.usable;
        });
      }
      assert.deepEqual(asked, ["render", "getState", "setState"]);
    });

    test("serves a session on whichever connection its token comes", async () => {
      await using both = await pair();
      using first = agentAt(both.server.endpoint);
      const session = await first.hello();
      using second = agentAt(both.server.endpoint);
      await second.send(requestFrames(session, 2, step(3)));
      const { body } = await second.receive();
      assert.equal(body.kind === "step" && body.rewards[0], 3);
    });
  });
}

async function fault(agent: {
  receive(): Promise<{ readonly body: { readonly kind: string } }>;
}): Promise<string> {
  const { body } = (await agent.receive()) as {
    body: { kind: string; fault?: { code: string; message: string } };
  };
  return body.fault ? `${body.fault.code}: ${body.fault.message}` : body.kind;
}
