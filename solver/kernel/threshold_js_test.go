//go:build js

package kernel

// The comparison tests send even the smallest work to the side module.
func init() { minProduct, minFunction, minVector = 0, 0, 0 }
