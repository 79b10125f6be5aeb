// The module that the build writes from CITATION.cff.
export const citations: { software: string, paper: string };
