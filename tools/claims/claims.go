package main

import "fmt"

// claim is one statement with the race that shows it.
type claim struct {
	says    string
	command string
	holds   func(r results) error
}

var claims = []claim{
	{
		"The combination of HRGrad, its variants and UPGrad never opposes a task's moment; the sum does.",
		"--problem transport-mode --initial soft --operators hrgrad,hrgrad-sum,hrgrad-tempered,upgrad,ls --steps 150 --seeds 2 --seed 701",
		func(r results) error {
			for _, o := range []string{"hrgrad", "hrgrad-sum", "hrgrad-tempered", "upgrad"} {
				if s := r.find("summary", o); s.Entrant == "" || s.OpposedRate != 0 {
					return fmt.Errorf("%s opposes a task in a share %v of the steps", o, s.OpposedRate)
				}
			}
			return above("share of steps in which ls opposes a task", r.find("summary", "ls").OpposedRate, 0.05)
		},
	},
	{
		"The step that is taken does oppose some task's gradient with either operator, unless --promise step corrects it.",
		"--problem transport-mode --initial soft --operators hrgrad,upgrad --promise operator,step --steps 150 --seeds 2 --seed 701",
		func(r results) error {
			for _, o := range []string{"hrgrad", "upgrad"} {
				if err := above(o+" without a correction", r.find("overall", o+":promise=operator").StepOpposed, 0.01); err != nil {
					return err
				}
				if s := r.find("overall", o+":promise=step"); s.Operator == "" || s.StepOpposed > 0 {
					return fmt.Errorf("%s with the correction: %v of the steps", o, s.StepOpposed)
				}
			}
			return nil
		},
	},
	{
		"With the initial data weighted a thousand times UPGrad and both variants are far below the sum.",
		"--problem transport-mode --initial soft --term-weights initial=1000 --operators ls,upgrad,hrgrad-sum,hrgrad-tempered --steps 400 --seeds 3 --seed 701",
		func(r results) error {
			for _, o := range []string{"upgrad", "hrgrad-sum", "hrgrad-tempered"} {
				if err := below(o+" over ls", r.ratio(o), 0.8); err != nil {
					return err
				}
			}
			return nil
		},
	},
	{
		"With soft initial data on the smooth gas UPGrad and both variants are below the sum.",
		"--problem bgk-smooth --initial soft --operators ls,upgrad,hrgrad-sum,hrgrad-tempered --steps 400 --seeds 3 --seed 701",
		func(r results) error {
			for _, o := range []string{"upgrad", "hrgrad-sum", "hrgrad-tempered"} {
				if err := below(o+" over ls", r.ratio(o), 0.85); err != nil {
					return err
				}
			}
			return nil
		},
	},
	{
		"On transport-smooth with soft initial data no operator without conflict is as good as the sum.",
		"--problem transport-smooth --initial soft --operators ls,upgrad,hrgrad-sum,hrgrad-tempered --steps 400 --seeds 3 --seed 701",
		func(r results) error {
			for _, o := range []string{"upgrad", "hrgrad-sum", "hrgrad-tempered"} {
				if err := above(o+" over ls", r.ratio(o), 1.1); err != nil {
					return err
				}
			}
			return nil
		},
	},
	{
		"An ordinary network fails at small Knudsen numbers: the flux is lost.",
		"--problem transport-smooth --head nodal --formulation vanilla --operators ls --eps-min 1e-4 --eps-max 1e-4 --steps 400 --seeds 1 --seed 801",
		func(r results) error {
			return above("error of the flux at eps = 1e-4", r.find("summary", "ls").Fields["flux"].Worst.Median, 0.5)
		},
	},
	{
		"The micro-macro network of the same size does not.",
		"--problem transport-smooth --head nodal --operators ls --eps-min 1e-4 --eps-max 1e-4 --steps 400 --seeds 1 --seed 801",
		func(r results) error {
			return below("error of the flux at eps = 1e-4", r.find("summary", "ls").Fields["flux"].Worst.Median, 0.2)
		},
	},
}

func above(what string, got, least float64) error {
	if !(got >= least) {
		return fmt.Errorf("%s: %.3g, claimed is at least %.3g", what, got, least)
	}
	return nil
}

func below(what string, got, most float64) error {
	if !(got > 0 && got <= most) {
		return fmt.Errorf("%s: %.3g, claimed is at most %.3g", what, got, most)
	}
	return nil
}
