//go:build !js && !amd64 && !arm64

package kernel

// Processors without vector kernels of their own have the portable loops only.

var active = Scalar

func use(name string) { active = name }

func available() []string { return []string{Scalar} }
