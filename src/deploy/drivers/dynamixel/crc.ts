/** CRC-16 of Protocol 2.0: x¹⁶ + x¹⁵ + x² + 1, begins at 0, most significant bit first, nothing inverted. */

const polynomial = 0x8005;

const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ polynomial : crc << 1;
  return crc;
});

/** Of bytes[from] … bytes[to − 1]. */
export function crc16(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; at++)
    crc = ((crc << 8) ^ (table[(crc >> 8) ^ (bytes[at] as number)] as number)) & 0xffff;
  return crc;
}
