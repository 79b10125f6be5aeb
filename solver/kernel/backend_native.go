//go:build !js

package kernel

// Native builds have the portable loops only.

var active = Scalar

func use(name string) { active = name }

func available() []string { return []string{Scalar} }
