/** Who we say we are in a handshake, for the other side's diagnosis. */
export const packageVersion = `gaitway 0.7.0, node ${process.version}`;
