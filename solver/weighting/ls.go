package weighting

func init() {
	Register(Spec{
		Name: "ls", Title: "LS", Order: 10,
		Paper:              "equal weighting (linear scalarisation)",
		Summary:            "Plain sum of the task gradients: every weight is 1.",
		LinearUnderScaling: true, PermutationEquivariant: true,
	}, func(o Options) Weighting { return &linear{newBase("ls", o)} })
}

// linear is LS, linear scalarisation: the plain SUM of the task gradients, so
// that a run equals one on the summed loss. (LibMTL's EW sums as well; TorchJD
// offers both Sum and Mean.)
type linear struct{ base }

// Weights implements Weighting.
func (l *linear) Weights(in Input) (*Report, error) {
	if err := l.begin(in); err != nil {
		return nil, err
	}
	for i := range l.rep.Weights {
		if !l.rep.Dropped[i] {
			l.rep.Weights[i] = 1
		}
	}
	l.rep.Path = PathSum
	return l.finish(), nil
}
