/** Durations as a person says them. */

/** "42 s", "3 min 29 s", "2 h 05 min"; "–" when the duration is not known. `seconds` is SI and may be fractional. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "–";
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${twoDigits(Math.floor((whole % 3600) / 60))} min`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
