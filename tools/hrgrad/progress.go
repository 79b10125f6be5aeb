package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
)

// reporter tells how a run goes: a bar on a terminal, JSON lines otherwise.
type reporter struct {
	w      io.Writer
	bar    bool   // redraw one line
	silent bool   // no progress
	text   bool   // results as text, not as JSON
	label  string // before the bar, in a race
	last   time.Time
	drawn  bool // the cursor is behind a bar
	noted  bool // the cursor is behind a note
	err    error
}

// Least time between two reports.
const (
	barPause  = 200 * time.Millisecond
	linePause = time.Second
)

func newReporter(w io.Writer, mode string) (*reporter, error) {
	term := isTerminal(w)
	switch mode {
	case "auto":
		return &reporter{w: w, bar: term, text: term}, nil
	case "json":
		return &reporter{w: w}, nil
	case "none":
		return &reporter{w: w, silent: true, text: term}, nil
	case "tables":
		return &reporter{w: w, silent: true, text: true}, nil
	}
	return nil, badInput("progress: unknown name %q, allowed are auto, json, none, tables", mode)
}

// isTerminal reports whether w is a character device other than the null device.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

// line writes one JSON object; the first failure to write is kept.
func (p *reporter) line(v any) {
	b, err := json.Marshal(v)
	if err == nil {
		_, err = p.w.Write(append(b, '\n'))
	}
	p.keep(err)
}

func (p *reporter) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}

// startLine is the first JSON line of a run.
type startLine struct {
	Type       string       `json:"type"` // start
	Config     train.Config `json:"config"`
	Engine     string       `json:"engine"`
	Kernels    string       `json:"kernels"`
	Workers    int          `json:"workers"`
	Parameters int          `json:"parameters"`
	TaskNames  []string     `json:"taskNames"`
	Step       int          `json:"step"`
}

// progressLine is a JSON line during a run.
type progressLine struct {
	Type           string    `json:"type"`          // progress
	Run            string    `json:"run,omitempty"` // which one, in a race
	Step           int       `json:"step"`
	Steps          int       `json:"steps"`
	Seconds        float64   `json:"seconds"`
	StepsPerSecond float64   `json:"stepsPerSecond"`
	Remaining      float64   `json:"remainingSeconds"`
	Total          float64   `json:"total"`
	Losses         []float64 `json:"losses"`
	Rate           float64   `json:"rate"`
	MinCosine      *float64  `json:"minCosine"`
	Path           string    `json:"path,omitempty"`
}

func (p *reporter) start(r *record) {
	switch {
	case p.silent:
	case p.bar:
		fmt.Fprintf(p.w, "%s, %s with %s, %d tasks by %s, %d parameters, seed %d, %s kernels, %s\n", r.Config.Problem, r.Config.Operator,
			r.Config.Optimizer, len(r.TaskNames), r.Config.TasksBy, r.Parameters, r.Config.Seed, r.Kernels, r.Engine)
	default:
		p.line(startLine{"start", r.Config, r.Engine, r.Kernels, r.Workers, r.Parameters, r.TaskNames, r.ResumedFrom})
	}
}

// step reports a step if it is time to; force reports it anyway.
func (p *reporter) step(rep *train.Report, target int, seconds, perSecond, remaining float64, force bool) {
	pause := linePause
	if p.bar {
		pause = barPause
	}
	now := time.Now()
	if p.silent || !force && now.Sub(p.last) < pause {
		return
	}
	p.last = now
	if !p.bar {
		l := progressLine{"progress", strings.TrimSpace(p.label), rep.Step, target, seconds, perSecond, remaining, rep.Total, rep.Losses, rep.Rate, nil, ""}
		if rep.Gradient != nil {
			l.MinCosine, l.Path = &rep.Gradient.MinCosine, rep.Gradient.Path
		}
		p.line(l)
		return
	}
	const width = 20
	done := min(width, width*rep.Step/max(1, target))
	_, err := fmt.Fprintf(p.w, "\r%s[%s%s] %d/%d  %.0f steps/s  loss %.2e  %s left\x1b[K", p.label, strings.Repeat("=", done), strings.Repeat(" ", width-done),
		rep.Step, target, perSecond, rep.Total, time.Duration(remaining*float64(time.Second)).Round(time.Second))
	p.keep(err)
	p.drawn = true
}

// note shows on a terminal what is under way between two steps.
func (p *reporter) note(text string) {
	if !p.bar || p.silent || time.Since(p.last) < barPause {
		return
	}
	p.last = time.Now()
	p.endBar()
	_, err := fmt.Fprintf(p.w, "\r%s%s\x1b[K", p.label, text)
	p.keep(err)
	p.noted = true
}

// warningLine is a JSON line about something that went wrong and does not end the run.
type warningLine struct {
	Type    string `json:"type"` // warning
	Message string `json:"message"`
}

// warn tells of something that went wrong and does not end the run. It goes where progress goes; without progress nobody wants to know.
func (p *reporter) warn(message string) {
	switch {
	case p.silent:
	case p.bar:
		p.endBar()
		_, err := fmt.Fprintln(p.w, oneLine(message))
		p.keep(err)
	default:
		p.line(warningLine{"warning", oneLine(message)})
	}
}

// endBar leaves the line of a bar and wipes a note.
func (p *reporter) endBar() {
	end := ""
	switch {
	case p.drawn:
		end = "\n"
	case p.noted:
		end = "\r\x1b[K"
	default:
		return
	}
	p.drawn, p.noted = false, false
	_, err := io.WriteString(p.w, end)
	p.keep(err)
}

// errorLine is a JSON line of the error table.
type errorLine struct {
	Type string  `json:"type"` // error
	T    float64 `json:"t"`

	Parameters map[string]float64 `json:"parameters,omitempty"` // of a problem file, at the ends of their ranges
	train.ErrorRow
	Absolute []string `json:"absolute,omitempty"` // fields whose reference is zero: root mean square
}

// worstLine is a JSON line of the errors over time: the worst over the Knudsen numbers.
type worstLine struct {
	Type     string             `json:"type"` // worst
	T        float64            `json:"t"`
	Fields   map[string]float64 `json:"fields"`
	Absolute []string           `json:"absolute,omitempty"` // fields whose reference is zero at some Knudsen number: root mean square there
}

// doneLine is the last JSON line of a run.
type doneLine struct {
	Type           string           `json:"type"` // done
	Step           int              `json:"step"`
	Stopped        string           `json:"stopped"`
	Seconds        float64          `json:"seconds"`
	StepsPerSecond float64          `json:"stepsPerSecond"`
	LossHash       string           `json:"lossHash"`
	StateHash      string           `json:"stateHash"`
	Profile        *train.Profile   `json:"profile,omitempty"`
	Gradient       train.Statistics `json:"gradient"`
}

// finish prints the results.
func (p *reporter) finish(r *record) error {
	p.endBar()
	if !p.text {
		if r.Solved != nil {
			p.line(solvedLine{"solved", *r.Solved})
		}
		if r.Errors != nil {
			for _, row := range r.Errors.Rows {
				p.line(errorLine{"error", r.Errors.T, nil, row, r.Errors.Absolute})
			}
			for _, corner := range r.Corners {
				for _, row := range corner.Rows {
					p.line(errorLine{"error", corner.T, corner.Parameters, row, corner.Absolute})
				}
			}
		}
		for _, t := range r.OverTime {
			line := worstLine{Type: "worst", T: t.T, Fields: map[string]float64{}, Absolute: t.Absolute}
			for i, v := range t.Worst() {
				line.Fields[t.Fields[i]] = v
			}
			p.line(line)
		}
		p.line(doneLine{"done", r.Steps, r.Stopped, r.Seconds, r.StepsPerSec, r.LossHash, r.StateHash, r.Profile, r.Gradient})
		return p.err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d steps in %.1f s, stopped by %s; losses %s, state %s\n", r.Steps-r.ResumedFrom, r.Seconds, r.Stopped, r.LossHash, r.StateHash)
	if g := r.Gradient; g.Steps > 0 {
		fmt.Fprintf(&b, "conflict in %.0f %% of steps, guard %.0f %%, fallback %.0f %%, smallest cosine %.3g\n", 100*g.ConflictRate, 100*g.GuardRate, 100*g.FallbackRate, g.MinCosine)
	}
	if q := r.Profile; q != nil && q.Steps > 0 {
		ms := func(d time.Duration) float64 { return d.Seconds() * 1000 / float64(q.Steps) }
		fmt.Fprintf(&b, "ms per step: draw %.3f, forward %.3f, backward %.3f, messaging %.3f, reduction %.3f, operator %.3f, optimiser %.3f\n", ms(q.Draw), ms(q.Forward), ms(q.Backward), ms(q.Messaging), ms(q.Reduction), ms(q.Operator), ms(q.Update))
	}
	if r.Judgement != nil {
		fmt.Fprintln(&b, r.Judgement.Text())
	}
	if r.Solved != nil {
		fmt.Fprintln(&b, r.Solved.text())
	}
	if r.Errors != nil {
		fmt.Fprintf(&b, "references and tables, in %.1f s more:\n", r.Measuring)
		printErrors(&b, r.Errors)
		printCorners(&b, r.Corners)
	}
	if len(r.OverTime) > 0 {
		printTimes(&b, "the same at other times, the worst over eps", r.OverTime)
	}
	_, err := io.WriteString(p.w, b.String())
	p.keep(err)
	return p.err
}
