//go:build js

package kernel

var active = Scalar

func init() {
	names := available()
	name := names[len(names)-1]
	if f := kernForced(); f > 0 {
		name = [...]string{Scalar, SIMD, Relaxed}[f-1]
	}
	use(name)
}

func use(name string) {
	switch name {
	case SIMD:
		kernSelect(2)
	case Relaxed:
		kernSelect(3)
	}
	side = name != Scalar
	active = name
}

func available() []string {
	names := []string{Scalar}
	v := kernVariants()
	if v&1 != 0 {
		names = append(names, SIMD)
	}
	if v&2 != 0 {
		names = append(names, Relaxed)
	}
	return names
}
