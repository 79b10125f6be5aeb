package kernel

func sideGas(which gasKernel, n int, rows []*float64, numbers []float64) bool {
	if !side || n == 0 {
		return side
	}
	var number *float64
	if len(numbers) > 0 {
		number = &numbers[0]
	}
	switch which {
	case gasSlopes:
		avxLimitedSlopes(n, &rows[0], number)
	case gasSides:
		avxExpSides(n, &rows[0], number)
	case gasEulerFaces:
		avxEulerFaces(n, &rows[0], number)
	case gasViscousFaces:
		avxViscousFaces(n, &rows[0], number)
	case gasEulerStep:
		avxEulerStep(n, &rows[0], number)
	case gasEulerSecond:
		avxEulerStepSecond(n, &rows[0], number)
	case gasMomentFaces:
		avxMomentFaces(n, &rows[0], number)
	case gasMomentStep:
		avxMomentStep(n, &rows[0], number)
	case gasMomentSecond:
		avxMomentStepSecond(n, &rows[0], number)
	}
	return true
}
