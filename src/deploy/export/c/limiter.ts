/**
 * The position and rate stages of the command path in C (command-path.ts, rate.ts: equations and reasons stand there), operation for
 * operation, so that a command is limited on the target as `gaitway deploy` limits it, to the last bit. Square root and floor are those of
 * <math.h>: IEEE 754 fixes both.
 */
import type { RateLimits } from "../../rate.ts";
import type { CFiles } from "./files.ts";
import { double, table } from "./literals.ts";

/** `files` of `name` with `NAME_limiter`, `NAME_rest_at` and `NAME_limit` beside what they have. */
export function withLimiter(files: CFiles, name: string, limits: RateLimits): CFiles {
  const end = files.header.lastIndexOf("#endif");
  return {
    header: `${files.header.slice(0, end)}${declarations(name)}\n${files.header.slice(end)}`,
    source: `${files.source}\n${definitions(name, limits)}\n`,
  };
}

function declarations(name: string): string {
  const size = `${name.toUpperCase()}_ACTIONS`;
  return `/*
 * Commands that keep to the limits of position, speed and acceleration, seen from the command last sent. Link with -lm.
 * Call NAME_rest_at once, with the pose the robot is at; then NAME_limit once a control period, and send what is in sent.
 */
typedef struct {
  /* The command last sent, its speed in 1/s, and where it was to go. */
  double sent[${size}];
  double speed[${size}];
  double target[${size}];
  int is_following;
} ${name}_limiter;

void ${name}_rest_at(${name}_limiter *limiter, const double pose[${size}]);

/* Returns 0; 1 where a number of action is not finite: then nothing has changed, and the robot is to be stopped. */
int ${name}_limit(${name}_limiter *limiter, const double action[${size}]);
`.replaceAll("NAME", name);
}

function definitions(name: string, { low, high, maxSpeed, maxAcceleration, period }: RateLimits): string {
  const count = low.length;
  const rows = { limit_low: low, limit_high: high, max_speed: maxSpeed, max_acceleration: maxAcceleration };
  const tables = Object.entries(rows).map(
    ([row, values]) =>
      `static const double ${row}[${count}] = {\n${table(Array.from(values, double), 4)}\n};`,
  );
  return `${tables.join("\n\n")}

${arithmetic}

static void advance(${name}_limiter *limiter, int j, double target, double before) {
  const double period = ${double(period)};
  const double x = limiter->sent[j];
  const double v = limiter->speed[j];
  const double fastest = max_speed[j];
  const double change = max_acceleration[j] * period;
  const double least = lesser(limit_low[j], x);
  const double most = greater(limit_high[j], x);
  const double p = held(target, least, most);
  const double w = held((p - held(before, least, most)) / period, -fastest, fastest);
  const double apart = p - w * period - x;
  const double wish = apart < 0.0 ? w - stoppable(-apart, change, period) : w + stoppable(apart, change, period);
  const double in_speed = held(wish, -fastest, fastest);
  const double inside = held(in_speed, -stoppable(x - least, change, period), stoppable(most - x, change, period));
  const double next = held(inside, v - change, v + change);
  limiter->speed[j] = next;
  limiter->sent[j] = held(x + next * period, least, most);
}

void ${name}_rest_at(${name}_limiter *limiter, const double pose[${count}]) {
  int j;
  for (j = 0; j < ${count}; j++) {
    limiter->sent[j] = pose[j];
    limiter->speed[j] = 0.0;
    limiter->target[j] = pose[j];
  }
  limiter->is_following = 0;
}

int ${name}_limit(${name}_limiter *limiter, const double action[${count}]) {
  int j;
  for (j = 0; j < ${count}; j++)
    if (action[j] - action[j] != 0.0) return 1;
  for (j = 0; j < ${count}; j++) {
    const double target = held(action[j], limit_low[j], limit_high[j]);
    advance(limiter, j, target, limiter->is_following ? limiter->target[j] : target);
    limiter->target[j] = target;
  }
  limiter->is_following = 1;
  return 0;
}`;
}

/** Of two zeros of unlike sign the lesser is −0, as in ECMAScript. */
const arithmetic = `static double lesser(double a, double b) {
  if (a == 0.0 && b == 0.0) return -(-a + -b);
  return a < b ? a : b;
}

static double greater(double a, double b) {
  if (a == 0.0 && b == 0.0) return a + b;
  return a > b ? a : b;
}

static double held(double x, double low, double high) {
  return lesser(greater(x, low), high);
}

/* The highest speed that can be braked by change a tick within distance. */
static double stoppable(double distance, double change, double period) {
  const double d = distance / (change * period);
  const double n = floor((sqrt(1.0 + 8.0 * d) - 1.0) / 2.0);
  return (d / (n + 1.0) + n / 2.0) * change;
}`;
