/** Names of a robot as protobuf wants them: lower case, digits and underscores, with the unit behind. */

const squares: Readonly<Record<string, string>> = { "²": "2", "³": "3", "°": "deg", "%": "percent" };

/** `frontLeftHipAngle` in rad: `front_left_hip_angle_rad`. Pure numbers ("1" or "") have no unit. */
export function fieldName(name: string, unit: string): string {
  const words = unit === "1" || unit === "" ? [name] : [name, unit];
  const text = words
    .map(snakeCase)
    .filter((word) => word !== "")
    .join("_");
  return /^[a-z]/.test(text) ? text : `n_${text}`;
}

/** The names, with a number behind those that were there already. */
export function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let copy = 2; taken.has(free); copy += 1) free = `${name}_${copy}`;
    taken.add(free);
    return free;
  });
}

function snakeCase(text: string): string {
  return text
    .replace(/[²³°%]/g, (character) => squares[character] ?? "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
}
