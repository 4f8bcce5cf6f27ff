export async function benchWalk(_: readonly string[]): Promise<void> {}
