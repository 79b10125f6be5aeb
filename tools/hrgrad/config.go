package main

import (
	"flag"
	"fmt"
	"reflect"

	"github.com/hrgrad/hrgrad/solver/train"
)

// configField ties a flag to a field of train.Config.
type configField struct {
	flag, usage string
	at          func(c *train.Config) any // pointer to the field
}

var configFields = []configField{
	{"problem", "problem `name` (default " + train.DefaultProblem + ")", func(c *train.Config) any { return &c.Problem }},
	{"formulation", "micro-macro, even-odd or papers", func(c *train.Config) any { return &c.Formulation }},
	{"operator", "operator `name` (default hrgrad)", func(c *train.Config) any { return &c.Operator }},
	{"optimizer", "optimiser `name`", func(c *train.Config) any { return &c.Optimizer }},
	{"momentum", "task: one first moment per task; raw: the operator sees the gradients", func(c *train.Config) any { return &c.Momentum }},
	{"metric", "in which the operator compares gradients: euclidean or preconditioned", func(c *train.Config) any { return &c.Metric }},
	{"length", "of the operator's combination, before the optimiser: unit or own", func(c *train.Config) any { return &c.Length }},
	{"schedule", "learning rate: cosine (over --steps), exponential or constant", func(c *train.Config) any { return &c.Schedule }},
	{"tasks-by", "partition into tasks: eps, term or term-band", func(c *train.Config) any { return &c.TasksBy }},
	{"initial", "initial data: hard (by construction) or soft (by a loss term)", func(c *train.Config) any { return &c.Initial }},
	{"head", "velocity treatment: nodal, modal or input", func(c *train.Config) any { return &c.Head }},
	{"precision", "float32 or float64", func(c *train.Config) any { return &c.Precision }},
	{"tasks", "`number` of Knudsen strata drawn per step", func(c *train.Config) any { return &c.Tasks }},
	{"points", "collocation `points` per stratum and step", func(c *train.Config) any { return &c.Points }},
	{"width", "`width` of the hidden layers", func(c *train.Config) any { return &c.Width }},
	{"depth", "`number` of hidden layers", func(c *train.Config) any { return &c.Depth }},
	{"steps", "planned `number` of steps; the cosine schedule is laid over them", func(c *train.Config) any { return &c.Steps }},
	{"polish", "last `steps` of an optimiser chained with +lm, taken by Levenberg-Marquardt (default 20)", func(c *train.Config) any { return &c.Polish }},
	{"seed", "`seed` of the network and of all sampling", func(c *train.Config) any { return &c.Seed }},
	{"eps-min", "smallest Knudsen `number` (default 1e-6)", func(c *train.Config) any { return &c.EpsMin }},
	{"term-weights", "`weights` of loss terms instead of the problem's own, as in initial=100,micro=0.1", func(c *train.Config) any { return &c.TermWeights }},
	{"rate", "learning `rate`", func(c *train.Config) any { return &c.Rate }},
}

// configFlags adds the flags of a configuration, without those named in except.
func configFlags(fs *flag.FlagSet, c *train.Config, except ...string) {
	skip := map[string]bool{}
	for _, n := range except {
		skip[n] = true
	}
	for _, f := range configFields {
		if skip[f.flag] {
			continue
		}
		switch p := f.at(c).(type) {
		case *string:
			fs.StringVar(p, f.flag, "", f.usage)
		case *int:
			fs.IntVar(p, f.flag, 0, f.usage)
		case *uint64:
			fs.Uint64Var(p, f.flag, 0, f.usage)
		case *float64:
			fs.Float64Var(p, f.flag, 0, f.usage)
		default:
			panic(fmt.Sprintf("hrgrad: flag %s has type %T", f.flag, p))
		}
	}
}

// checkGiven refuses zero values that were written out: in train.Config they would silently mean the default.
func checkGiven(set map[string]bool, c train.Config) error {
	for _, f := range configFields {
		if !set[f.flag] || f.flag == "seed" {
			continue
		}
		if v := reflect.ValueOf(f.at(&c)).Elem(); v.IsZero() {
			if v.Kind() == reflect.String {
				return badInput("%s: an empty name given, leave the flag out for the default", f.flag)
			}
			return badInput("%s: %v given, allowed is above 0", f.flag, v.Interface())
		}
	}
	return nil
}

// checkSame refuses flags that contradict the configuration of a checkpoint. The number of steps is the caller's affair.
func checkSame(set map[string]bool, asked, saved train.Config) error {
	for _, f := range configFields {
		if !set[f.flag] || f.flag == "steps" {
			continue
		}
		a, b := reflect.ValueOf(f.at(&asked)).Elem().Interface(), reflect.ValueOf(f.at(&saved)).Elem().Interface()
		if a != b {
			return badInput("%s: %v given, but the checkpoint was trained with %v and a resumed run keeps its configuration", f.flag, a, b)
		}
	}
	return nil
}

// copyField copies one field of a configuration.
func copyField(f configField, to, from *train.Config) {
	reflect.ValueOf(f.at(to)).Elem().Set(reflect.ValueOf(f.at(from)).Elem())
}
