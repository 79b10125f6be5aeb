package kinetic

// Separable is implemented by models whose network sees time, Knudsen number and parameters only, and whose equation applies few constant
// matrices to its outputs y. So a row of a loss term is, over all positions and velocities at once,
//
//	r = r0 + sum_m (value_m y + rate_m y_t) K_m
//
// with scalars value_m, rate_m of time and Knudsen number.
type Separable interface {
	Model
	// Separate returns the matrices of the loss terms, in the order of Terms. Where a setting stands in the way it returns an *input.Error;
	// nil without error: the model does not separate.
	Separate() (*Separation, error)
}

// Separation holds the loss terms of a separable model.
type Separation struct {
	Terms []SeparatedTerm
	// Class of every output: those of different classes are coupled by variable coefficients alone, or not at all.
	Class []int
	// Block is the number of outputs of one kind, which follow each other: matrices couple blocks of outputs, or leave them uncoupled.
	Block int
	// Slow and Fast are the least and the largest rate at which an initial layer decays, in units of 1/eps^Layer; Layer 0 stands for 2.
	Slow, Fast float64
	Layer      int
	// Late asks for log-uniform times until the end, not only until the initial layer is over.
	Late bool
	// End is where iterations for the solution may end, relative to the residual without a network; 0: where they end by default.
	End float64
}

// SeparatedTerm is a loss term: the sum of the squares of its columns is the mean square of the residual.
type SeparatedTerm struct {
	Name     string
	Columns  int
	Matrices []ConstantMatrix
	// Factors sets value_m and rate_m.
	Factors func(t, eps float64, value, rate []float64)
	// Known sets r0.
	Known func(t, eps float64, set, r0 []float64)
	// Nonlinear sets what is to be added to the row where outputs and their rates are y and rate; nil: nothing.
	Nonlinear func(t, eps float64, set, y, rate, r []float64)
}

// ConstantMatrix is one of the K_m: the rows of outputs From, ..., To-1, the others are zero.
type ConstantMatrix struct {
	From, To int
	K        []float64 // (To-From)×Columns, row-major
}

// Mixed is implemented by problems that tell whether their coefficients couple Fourier modes.
type Mixed interface{ Mixes() bool }
