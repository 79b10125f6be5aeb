package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
)

// streams are the standard streams of a command.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// command is one subcommand.
type command struct {
	name, summary string
	run           func(args []string, std streams) error
}

func commands() []command {
	return []command{
		{"train", "train one network for all Knudsen numbers", trainCommand},
		{"solve", "solve for the last layer of a checkpoint, where the problem is linear", solveCommand},
		{"eval", "evaluate a checkpoint: x and every field", evalCommand},
		{"reference", "the same columns from the deterministic reference", referenceCommand},
		{"plot", "draw fields of a checkpoint for print: PDF, SVG or PNG, with a caption", plotCommand},
		{"compare", "race operators over seeds at equal steps", compareCommand},
		{"fit", "find the parameters of a problem that match measurements", fitCommand},
		{"convert", "rewrite a checkpoint, IN OUT: safetensors, or the first format", convertCommand},
		{"inspect", "print what a checkpoint FILE holds", inspectCommand},
		{"weights", "turn a Gram matrix on standard input into weights", weightsCommand},
		{"problems", "list the problems, one JSON object per line", problemsCommand},
		{"operators", "list the operators, one JSON object per line", operatorsCommand},
		{"optimizers", "list the optimisers, one JSON object per line", optimizersCommand},
	}
}

func main() {
	serveAsWorker()
	if code, done := supervise(); done {
		os.Exit(code)
	}
	defer func() {
		if r := recover(); r != nil { // Go would exit with 2, which here means bad input
			fmt.Fprintf(os.Stderr, "hrgrad: internal error: %v\n%s", r, debug.Stack())
			os.Exit(1)
		}
	}()
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run executes one command line and returns its exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	err := dispatch(args, streams{stdin, stdout, stderr})
	var help *helpRequest
	var bad *inputError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &help):
		fmt.Fprint(stdout, help.text)
		return 0
	case errors.As(err, &bad) || input.Is(err):
		fmt.Fprintln(stderr, "hrgrad: "+oneLine(err.Error()))
		return 2
	}
	fmt.Fprintln(stderr, "hrgrad: "+oneLine(err.Error()))
	return 1
}

func dispatch(args []string, std streams) error {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	if err := limitMemory(); err != nil {
		return err
	}
	if len(args) == 0 {
		return input.Missing("command", "%s; hrgrad help tells more", strings.Join(names, ", "))
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		return &helpRequest{overview()}
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(args[1:], std)
		}
	}
	return input.Unknown("command", args[0], names)
}

func overview() string {
	var b strings.Builder
	b.WriteString("hrgrad COMMAND [flags]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-11s %s\n", c.name, c.summary)
	}
	b.WriteString("\nhrgrad COMMAND -help lists the flags of a command.\n")
	return b.String()
}

// inputError is bad usage, or input that is wrong otherwise than as an input.Error says: exit code 2.
type inputError struct{ err error }

func (e *inputError) Error() string { return e.err.Error() }
func (e *inputError) Unwrap() error { return e.err }

// badInput is an inputError with a message of one line.
func badInput(format string, args ...any) error { return &inputError{fmt.Errorf(format, args...)} }

// asInput marks an error as caused by what the user gave.
func asInput(err error) error {
	if err == nil {
		return nil
	}
	return &inputError{err}
}

// helpRequest carries the help text a user asked for.
type helpRequest struct{ text string }

func (h *helpRequest) Error() string { return "help" }

// oneLine keeps a message on one line whatever it quotes.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// newFlags returns an empty flag set that reports errors instead of printing them.
func newFlags(name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return fs
}

// parse reads flags and refuses everything else.
func parse(fs *flag.FlagSet, args []string) error {
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return badInput("%s: unexpected argument %q, only flags are allowed", fs.Name(), fs.Arg(0))
	}
	return nil
}

// parseFlags reads flags up to the first argument that is none.
func parseFlags(fs *flag.FlagSet, args []string) error {
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		var b strings.Builder
		fmt.Fprintf(&b, "hrgrad %s [flags]\n\n", fs.Name())
		fs.SetOutput(&b)
		fs.PrintDefaults()
		return &helpRequest{b.String()}
	}
	if err != nil {
		var bad error // of a setting, before package flag made text of it
		fs.VisitAll(func(f *flag.Flag) {
			if s, ok := f.Value.(*settingFlag); ok && s.err != nil {
				bad = s.err
			}
		})
		if bad != nil {
			return bad
		}
		return flagError(fs, err)
	}
	return nil
}

// parseFiles reads flags and one file for each name, before, between or behind them.
func parseFiles(fs *flag.FlagSet, args []string, names ...string) ([]string, error) {
	var files []string
	for {
		if err := parseFlags(fs, args); err != nil {
			return nil, err
		}
		if args = fs.Args(); len(args) == 0 {
			break
		}
		files, args = append(files, args[0]), args[1:]
	}
	switch {
	case len(files) > len(names):
		return nil, badInput("%s: unexpected argument %q, allowed is %s", fs.Name(), files[len(names)], strings.Join(names, " "))
	case len(files) < len(names):
		return nil, badInput("%s: %s is missing, allowed is %s", fs.Name(), names[len(files)], strings.Join(names, " "))
	}
	return files, nil
}

// given reports which flags were set on the command line.
func given(fs *flag.FlagSet) map[string]bool {
	set := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { set[f.Name] = true })
	return set
}
