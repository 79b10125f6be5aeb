package optim

func init() {
	enter(entry{linear: true, spec: Spec{
		Name: "solve", Title: "Linear solve", Order: 4, Paper: "random features with micro-macro residuals, as in Dong & Li, arXiv 2012.02895; all Knudsen numbers at once: ours",
		Summary: "Least squares for the output layer over random features of time and Knudsen number, for problems with periodic or reflecting ends or one inflow: one linear system, in which no gradients conflict; for a gas a few steps of Newton's method.",
	}})
}
