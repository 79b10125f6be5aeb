//go:build !js

package kernel

func sideSincos(sin, cos, x []float64) bool { return false }

func sideCephesSincos(sin, cos, x []float64) bool { return false }
