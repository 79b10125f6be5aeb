// The module that the build writes: the programs under the names of their files.
export const files: Record<string, { url: string, bytes: number }>;
