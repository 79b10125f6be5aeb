// The module that the build writes from the tables of solver/train, weighting, optim and kinetic.
export const catalogue: any;
