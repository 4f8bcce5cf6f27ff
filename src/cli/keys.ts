/** gaitway keys NAME: a pair of keys, for a server that other machines may reach or for an agent that connects to one. */
import { join, relative } from "node:path";
import { Command } from "commander";
import type { KeyFiles } from "../transport/keys.ts";
import { makeKeys } from "../transport/keys.ts";

interface KeysOptions {
  readonly dir: string;
  readonly json: boolean;
}

export function keysCommand(): Command {
  return new Command("keys")
    .description(
      "Makes a pair of keys: a server beyond this machine needs one, and so does everybody who connects.",
    )
    .argument("<name>", "whose it is, for example the name of the machine")
    .option("--dir <folder>", "where the files go", join(".gaitway", "keys"))
    .option("--json", "the files and the public key as one JSON object on standard output", false)
    .addHelpText(
      "after",
      `
NAME.key is public: give it to the other side. NAME.key_secret stays on this machine, readable by you alone; nothing is
ever overwritten. The files are those of ZeroMQ's CURVE: pyzmq reads and writes the same. In TypeScript:

  connect("tcp://robot:5555", { curve: { serverKey: "robot.key", secretKeyFile: ".gaitway/keys/laptop.key_secret" } })

Examples:
  gaitway keys robot                    on the robot
  gaitway keys laptop                   on the laptop; copy laptop.key to the robot and robot.key to the laptop
  gaitway keys robot --dir /etc/gaitway --json`,
    )
    .action(async (name: string, { dir, json }: KeysOptions) => {
      const made = await makeKeys(name, dir);
      process.stdout.write(json ? `${JSON.stringify(made)}\n` : describe(made, name));
    });
}

function describe({ publicKeyFile, secretKeyFile, publicKey }: KeyFiles, name: string): string {
  const [shown, secret] = [publicKeyFile, secretKeyFile].map((file) => relative(".", file) || file);
  return `secret key  ${secret}  (stays here)
public key  ${shown}  ${publicKey}

next:
  serve with it     gaitway serve aibo --bind "tcp://*:5555" --keys ${secret} --allow FOLDER
  connect with it   gaitway tune tcp://HOST:5555 --keys ${secret} --server-key SERVER.key
  let it in         copy ${name}.key into the FOLDER that the server at the other end allows
`;
}
