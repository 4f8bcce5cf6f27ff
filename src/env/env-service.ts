/** An `Env` as the service of a server: checks what is asked, has it done, and answers in the wire's words. */
import { RemoteError } from "../transport/errors.ts";
import type {
  EnvStatus,
  HelloReply,
  Linearize,
  Reset,
  SimulatorRequest,
  Step,
} from "../transport/message.ts";
import type { Answer, Service, ServiceRequest } from "../transport/service.ts";
import { pickRows } from "./batch.ts";
import type { BatchCodec } from "./batch-codec.ts";
import { batchCodec } from "./batch-codec.ts";
import { checkEnvIds, checkReset, checkStep } from "./border.ts";
import { clipActions } from "./clip.ts";
import type { AnyEnv, ResetResult, StepRequest, StepResult } from "./env.ts";
import { EpisodeLost, InvalidRequest } from "./env.ts";
import { failureOf, toFault } from "./faults.ts";
import { FirstReady } from "./first-ready.ts";
import { capabilitiesOf, SimulatorService } from "./simulator-service.ts";
import type { Space } from "./space.ts";
import { StepAnswers } from "./step-answers.ts";
import { Tenancy } from "./tenancy.ts";
import { unsound } from "./unsound.ts";
import { toWireSpec } from "./wire.ts";

type Actions = StepRequest<Space>["actions"];

export class EnvService implements Service {
  readonly hello: Pick<HelloReply, "capabilities" | "spec">;
  readonly #env: AnyEnv;
  readonly #tenancy: Tenancy;
  readonly #simulator: SimulatorService;
  readonly #pools = new Map<string, FirstReady>();
  readonly #actions: BatchCodec<Space>;
  readonly #observations: BatchCodec<Space>;
  readonly #answers: StepAnswers;

  constructor(env: AnyEnv) {
    const { observationSpace, actionSpace, envCount, name } = env.spec;
    const refuse = (what: string): never => {
      throw new InvalidRequest(`actions of ${name}: ${what}; nothing was applied`);
    };
    this.#env = env;
    this.hello = { capabilities: capabilitiesOf(env), spec: toWireSpec(env.spec) };
    this.#tenancy = new Tenancy(envCount);
    this.#actions = batchCodec(actionSpace, "action", refuse);
    this.#observations = batchCodec(observationSpace, "observation", refuse);
    this.#simulator = new SimulatorService(env, this.#observations);
    this.#answers = new StepAnswers(observationSpace, this.#observations);
  }

  async handle(request: ServiceRequest): Promise<Answer> {
    try {
      const { body } = request;
      if (body.kind === "reset") return await this.#reset(request, body);
      if (body.kind === "linearize") return await this.#linearize(request, body);
      if (body.kind !== "step") return await this.#askSimulator(request, body);
      if (body.minBatch !== undefined) return await this.#stepFirstReady(request, body, body.minBatch);
      const result = await this.#step(request, body);
      this.#requireSound(body.envIds, result);
      return this.#answers.of([result], []);
    } catch (error) {
      const fault = toFault(error);
      throw fault === undefined ? error : new RemoteError(fault, { cause: error });
    }
  }

  status(): readonly EnvStatus[] {
    return this.#tenancy.status();
  }

  sessionEnded(session: string): void {
    this.#pools.delete(session);
    this.#tenancy.sessionEnded(session);
  }

  async #reset(request: ServiceRequest, { envIds, seeds, options }: Reset): Promise<Answer> {
    const { session, signal, cancel } = request;
    checkReset(this.#env.spec, { envIds, seeds, options });
    const free = this.#tenancy.interrupt(session, envIds);
    this.#pools.get(session)?.discard(envIds);
    const run = async () => {
      await free;
      signal.throwIfAborted();
      return this.#env.reset({ envIds, seeds, options }, signal);
    };
    const result = await this.#tenancy.occupy(session, envIds, cancel, run());
    this.#tenancy.begin(session, envIds);
    this.#requireSound(envIds, result);
    const tensors = this.#observations.toTensors(envIds.length, result.observations);
    return { body: { kind: "reset", envIds: result.envIds }, tensors };
  }

  /** As a step that nobody makes: what is checked is the same. */
  async #linearize(request: ServiceRequest, { envIds }: Linearize): Promise<Answer> {
    const { session, cancel, tensors } = request;
    const actions = this.#actions.fromTensors(envIds.length, tensors);
    checkStep(this.#env.spec, { envIds, actions });
    this.#tenancy.requireEpisode(session, envIds);
    const work = this.#simulator.linearize(envIds, this.#inside(envIds, actions));
    return await this.#tenancy.occupy(session, envIds, cancel, work);
  }

  #inside(envIds: readonly number[], actions: Actions): Actions {
    const { actionSpace, outOfBounds } = this.#env.spec;
    return outOfBounds === "clip" ? clipActions(actionSpace, envIds, actions).actions : actions;
  }

  /** Who steps far away may know better how long it took. */
  async #step(request: ServiceRequest, { envIds }: Step): Promise<StepResult<Space>> {
    const { session, signal, cancel, tensors } = request;
    const actions = this.#actions.fromTensors(envIds.length, tensors);
    checkStep(this.#env.spec, { envIds, actions });
    this.#tenancy.requireEpisode(session, envIds);
    const begun = performance.now();
    const step = this.#clipAndStep(envIds, actions, signal);
    const result = await this.#tenancy.occupy(session, envIds, cancel, step, 1);
    return { simulateTime: (performance.now() - begun) / 1000, ...result };
  }

  async #stepFirstReady(request: ServiceRequest, { envIds }: Step, minBatch: number): Promise<Answer> {
    const { session, signal, tensors } = request;
    const pool = this.#poolOf(session);
    if (envIds.length > 0) {
      const actions = this.#actions.fromTensors(envIds.length, tensors);
      checkStep(this.#env.spec, { envIds, actions });
      this.#tenancy.requireEpisode(session, envIds);
      for (const [i, envId] of envIds.entries()) {
        this.#addToPool(pool, session, envId, pickRows(this.#env.spec.actionSpace, actions, [i]));
      }
    }
    const { results, failures } = await pool.take(minBatch, signal);
    return this.#answers.of(results, failures);
  }

  #addToPool(pool: FirstReady, session: string, envId: number, action: Actions): void {
    // Not the signal of the request: its deadline ends the waiting, not the step, whose result another may receive.
    const controller = new AbortController();
    const interrupt = () => controller.abort(new EpisodeLost([envId], "a reset interrupted the step"));
    const step = this.#clipAndStep([envId], action, controller.signal).then((result) => {
      this.#requireSound([envId], result);
      return result;
    });
    const occupied = this.#tenancy.occupy(session, [envId], interrupt, step, 1);
    pool.add(envId, occupied, (error) => failureOf(error, envId));
  }

  #poolOf(session: string): FirstReady {
    const pool = this.#pools.get(session) ?? new FirstReady();
    this.#pools.set(session, pool);
    return pool;
  }

  #clipAndStep(envIds: readonly number[], actions: Actions, signal: AbortSignal): Promise<StepResult<Space>> {
    const { actionSpace, outOfBounds } = this.#env.spec;
    if (outOfBounds !== "clip") return this.#env.step({ envIds, actions }, signal);
    const inside = clipActions(actionSpace, envIds, actions);
    const step = this.#env.step({ envIds, actions: inside.actions }, signal);
    return inside.envIds.length === 0 ? step : step.then((result) => ({ ...result, clipped: inside.envIds }));
  }

  /** What an environment of this process returns is checked as well: an agent never gets what the spec does not allow. */
  #requireSound(envIds: readonly number[], result: ResetResult<Space> | StepResult<Space>): void {
    const wrong = unsound(this.#env.spec, envIds, result);
    if (wrong === undefined) return;
    this.#tenancy.end(envIds);
    throw new EpisodeLost(envIds, `${this.#env.spec.name} returned what its spec does not allow: ${wrong}`);
  }

  async #askSimulator(
    { session, cancel, tensors }: ServiceRequest,
    body: Exclude<SimulatorRequest, Linearize>,
  ): Promise<Answer> {
    checkEnvIds(this.#env.spec, body.envIds);
    this.#tenancy.requireIdle(session, body.envIds);
    const work = this.#simulator.answer(body, tensors);
    const answer = await this.#tenancy.occupy(session, body.envIds, cancel, work);
    if (body.kind === "setState") this.#tenancy.begin(session, body.envIds);
    return answer;
  }
}
