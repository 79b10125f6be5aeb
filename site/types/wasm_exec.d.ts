// The module of the Go distribution, which sets globalThis.Go.
export {};
