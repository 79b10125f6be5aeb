// The module that the build writes: the problem files that the editor starts from.
export const examples: { title: string, text: string }[];
