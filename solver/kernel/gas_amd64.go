package kernel

func sideGas(which gasKernel, n int, rows []*float64, numbers []float64) bool {
	if !side || n == 0 {
		return side
	}
	var number *float64
	if len(numbers) > 0 {
		number = &numbers[0]
	}
	if avx512 {
		gas512(which, n, &rows[0], number)
	} else {
		gas256(which, n, &rows[0], number)
	}
	return true
}

// gas256 runs a kernel for AVX2. Calls by name leave rows and numbers on the stack.
func gas256(which gasKernel, n int, rows **float64, numbers *float64) {
	switch which {
	case gasSlopes:
		avxLimitedSlopes(n, rows, numbers)
	case gasSides:
		avxExpSides(n, rows, numbers)
	case gasEulerFaces:
		avxEulerFaces(n, rows, numbers)
	case gasViscousFaces:
		avxViscousFaces(n, rows, numbers)
	case gasEulerStep:
		avxEulerStep(n, rows, numbers)
	case gasEulerSecond:
		avxEulerStepSecond(n, rows, numbers)
	case gasMomentFaces:
		avxMomentFaces(n, rows, numbers)
	case gasMomentStep:
		avxMomentStep(n, rows, numbers)
	case gasMomentSecond:
		avxMomentStepSecond(n, rows, numbers)
	}
}

// gas512 runs it for AVX-512.
func gas512(which gasKernel, n int, rows **float64, numbers *float64) {
	switch which {
	case gasSlopes:
		avx512LimitedSlopes(n, rows, numbers)
	case gasSides:
		avx512ExpSides(n, rows, numbers)
	case gasEulerFaces:
		avx512EulerFaces(n, rows, numbers)
	case gasViscousFaces:
		avx512ViscousFaces(n, rows, numbers)
	case gasEulerStep:
		avx512EulerStep(n, rows, numbers)
	case gasEulerSecond:
		avx512EulerStepSecond(n, rows, numbers)
	case gasMomentFaces:
		avx512MomentFaces(n, rows, numbers)
	case gasMomentStep:
		avx512MomentStep(n, rows, numbers)
	case gasMomentSecond:
		avx512MomentStepSecond(n, rows, numbers)
	}
}
