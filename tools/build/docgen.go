package main

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/format"
	"go/parser"
	"go/token"
	"html"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// generators write the pages that are made from the program itself, as Markdown, by the name of the page.
var generators = map[string]func(root string) ([]byte, error){
	"equations":    equationsPage,
	"command-line": commandPage,
	"library":      libraryPage,
	"cite":         citePage,
}

// classes introduces the problems of each class.
var classes = []struct {
	class       info.Class
	title, text string
}{
	{info.Transport, "Linear transport", "Particles fly in a background that scatters them evenly into all directions. Time is scaled so that a diffusion equation is left as ε → 0."},
	{info.Gas, "Gas: the BGK equation", "Particles collide with each other and relax to the Maxwellian of their own density, velocity and temperature. The Euler equations are left as ε → 0."},
	{info.Semiconductor, "Semiconductors", "Electrons scatter and are driven by the field that they and the doping make. A drift-diffusion equation is left as ε → 0."},
}

// equationsPage describes every problem with its data.
func equationsPage(string) ([]byte, error) {
	var b strings.Builder
	b.WriteString("# The equations\n\nEvery problem with all its data, written from the descriptions in the program (`hrgrad problems` prints the same as JSON). " +
		"ε is the Knudsen number, the mean free path over the size of the domain; subscripts of f are derivatives. " +
		"How they are put to the network is told in [the method](method.md); problems of your own are [files](own-problem.md).\n")
	problems := kinetic.Problems()
	for _, c := range classes {
		if !slices.ContainsFunc(problems, func(p kinetic.Info) bool { return p.Class == c.class }) {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", c.title, c.text)
		for _, p := range problems {
			if p.Class != c.class {
				continue
			}
			if err := describe(&b, p); err != nil {
				return nil, err
			}
		}
	}
	return []byte(b.String()), nil
}

func describe(b *strings.Builder, p kinetic.Info) error {
	config, err := train.Config{Problem: p.Name}.Normalize()
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "\n### %s\n\n%s\n\n| `%s` | |\n|---|---|\n", p.Title, markup(p.Summary), p.Name)
	row := func(what, text string) {
		if text != "" {
			fmt.Fprintf(b, "| %s | %s |\n", what, strings.ReplaceAll(text, "|", `\|`))
		}
	}
	row("equation", markup(p.Equation))
	row("where", markup(p.Definitions))
	var domain []string
	for _, a := range p.Axes() {
		domain = append(domain, fmt.Sprintf("%s in [%s, %s]", a.Name, number(a.Min), number(a.Max)))
	}
	row("domain", fmt.Sprintf("%s, t in [0, %s]", strings.Join(domain, ", "), number(p.TEnd)))
	row("at t = 0", markup(p.Initial))
	row("at the ends", markup(p.Boundary))
	var fields []string
	for _, f := range p.Fields {
		fields = append(fields, fmt.Sprintf("%s (`%s`)", markup(f.Label), f.Name))
	}
	row("fields", strings.Join(fields, ", "))
	var limits []string
	for _, l := range p.Limits {
		limits = append(limits, l.Label)
	}
	row("compared with", strings.Join(limits, ", "))
	if _, err := reference.Find(p.Name); err != nil {
		row("reference", "none")
	}
	row("velocity heads", strings.Join(p.Heads, ", "))
	row("formulations", strings.Join(p.Formulations, ", "))
	if len(p.Directions) > 0 {
		row("directions", strings.Join(p.Directions, ", "))
	}
	row("default run", fmt.Sprintf("%d steps, rate %g, %d layers of %d, %d strata of %d points", config.Steps, config.Rate, config.Depth, config.Width, config.Tasks, config.Points))
	fmt.Fprintf(b, "\n```sh\nhrgrad train --problem %s --checkpoint run.ckpt\nhrgrad reference --problem %s --eps 0.1\n```\n", p.Name, p.Name)
	return nil
}

var (
	subscripts   = regexp.MustCompile(`([\pL⟩)])_([a-z]+)`)
	superscripts = regexp.MustCompile(`\^(\(([^()]*)\)|\w+)`)
)

// markup sets the subscripts and powers of a formula on one line as such.
func markup(text string) string {
	text = html.EscapeString(text)
	text = subscripts.ReplaceAllString(text, "$1<sub>$2</sub>")
	return superscripts.ReplaceAllStringFunc(text, func(s string) string {
		return "<sup>" + strings.Trim(s, "^()") + "</sup>"
	})
}

// number prints a number, multiples of π as such.
func number(x float64) string {
	const pi = 3.141592653589793
	for _, m := range []float64{1, 2, 4} {
		if x == m*pi {
			return strings.TrimPrefix(fmt.Sprintf("%gπ", m), "1π")
		}
	}
	return strings.Replace(fmt.Sprintf("%g", x), "-", "−", 1)
}

// commandHelp builds the command line program once and asks it for the help of each command, in the order of its overview.
var commandHelp = sync.OnceValues(func() ([]helpText, error) {
	folder, err := os.MkdirTemp("", "hrgrad")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	program := filepath.Join(folder, "hrgrad"+map[bool]string{true: ".exe"}[runtime.GOOS == "windows"])
	if err := run(nil, "go", "build", "-trimpath", "-o", program, "github.com/hrgrad/hrgrad/tools/hrgrad"); err != nil {
		return nil, err
	}
	overview, err := exec.Command(program, "help").Output()
	if err != nil {
		return nil, err
	}
	var all []helpText
	for _, line := range regexp.MustCompile(`(?m)^  (\S+) +(.*)$`).FindAllStringSubmatch(string(overview), -1) {
		text, err := exec.Command(program, line[1], "-help").Output()
		if err != nil {
			return nil, fmt.Errorf("hrgrad %s -help: %w", line[1], err)
		}
		all = append(all, helpText{line[1], line[2], string(text)})
	}
	return all, nil
})

// helpText is what the program says of a command.
type helpText struct{ name, summary, text string }

// flagHelp matches a flag in the help of package flag: name, type, and what it is for, which may go on over several lines.
var flagHelp = regexp.MustCompile(`(?m)^  -(\S+)(?: (\S+))?\n((?:    \s*\t.*\n?)+)`)

// commandPage describes the command line: the doc comment of the program and every flag of every command.
func commandPage(root string) ([]byte, error) {
	commands, err := commandHelp()
	if err != nil {
		return nil, err
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "tools", "hrgrad", "doc.go"), nil, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString("# Command line\n\n`hrgrad` stands for `go run ./tools/hrgrad` or `node tools/headless/hrgrad.mjs`. This page is written from the program: its documentation, then every flag of every command. " +
		"[Settings](settings.md) has the flags that describe a run, with their defaults for each problem.\n\n## Commands\n\n| command | |\n|---|---|\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "| [`%s`](#hrgrad-%s) | %s |\n", c.name, c.name, c.summary)
	}
	var text comment.Parser
	printer := comment.Printer{HeadingLevel: 3, HeadingID: func(*comment.Heading) string { return "" }}
	about := string(printer.Markdown(text.Parse(parsed.Doc.Text())))
	fmt.Fprintf(&b, "\n## What the commands promise\n\n%s", about)
	for _, c := range commands {
		fmt.Fprintf(&b, "\n## hrgrad %s\n\n%s.\n", c.name, strings.ToUpper(c.summary[:1])+c.summary[1:])
		switch c.name {
		case "operators":
			b.WriteString("\n| operator | | source |\n|---|---|---|\n")
			for _, o := range weighting.Specs() {
				fmt.Fprintf(&b, "| `%s` | %s | %s |\n", o.Name, o.Summary, o.Paper)
			}
		case "optimizers":
			b.WriteString("\n| optimiser | | source |\n|---|---|---|\n")
			for _, o := range optim.Specs() {
				fmt.Fprintf(&b, "| `%s` | %s | %s |\n", o.Name, o.Summary, o.Paper)
			}
		}
		if flags := flagHelp.FindAllStringSubmatch(c.text, -1); len(flags) > 0 {
			b.WriteString("\n| flag | |\n|---|---|\n")
			for _, f := range flags {
				usage := strings.Join(strings.Fields(f[3]), " ")
				fmt.Fprintf(&b, "| `%s` | %s |\n", strings.TrimSpace("--"+f[1]+" "+strings.ToUpper(f[2])), strings.ReplaceAll(html.EscapeString(usage), "|", `\|`))
			}
		}
	}
	return []byte(b.String()), nil
}

// firstPackages are the packages of the library that a reader needs first; others follow by name.
var firstPackages = []string{
	"solver/train", "solver/kinetic", "solver/problemfile", "solver/weighting", "solver/optim", "solver/reference", "solver/kinetic/info", "solver/autodiff", "solver/kernel",
}

// packages lists all of them.
func packages(root string) ([]string, error) {
	out := slices.Clone(firstPackages)
	err := filepath.WalkDir(filepath.Join(root, "solver"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		if folder = filepath.ToSlash(folder); !slices.Contains(out, folder) && !strings.Contains(folder, "testdata") {
			out = append(out, folder)
		}
		return err
	})
	return out, err
}

// libraryPage lists the packages with their first paragraphs and the examples, which the tests run.
func libraryPage(root string) ([]byte, error) {
	var b strings.Builder
	b.WriteString("# Go library\n\nEverything below `solver/` is pure Go without the browser: training, problems, operators, optimisers and references to build on. " +
		"A problem, an operator or an optimiser of another module is registered under its name and then known everywhere. " +
		"The examples are run by the tests, with the output that stands below them; `go doc` has every function.\n\n```sh\ngo get github.com/hrgrad/hrgrad@latest\n```\n")
	folders, err := packages(root)
	if err != nil {
		return nil, err
	}
	for _, folder := range folders {
		if err := describePackage(&b, root, folder); err != nil {
			return nil, fmt.Errorf("%s: %w", folder, err)
		}
	}
	return []byte(b.String()), nil
}

func describePackage(b *strings.Builder, root, folder string) error {
	files := token.NewFileSet()
	names, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(folder), "*.go"))
	if err != nil {
		return err
	}
	var all []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(files, name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		all = append(all, file)
	}
	var plain, tests []*ast.File
	for _, f := range all {
		if strings.HasSuffix(files.Position(f.Package).Filename, "_test.go") {
			tests = append(tests, f)
		} else {
			plain = append(plain, f)
		}
	}
	p, err := doc.NewFromFiles(files, plain, "github.com/hrgrad/hrgrad/"+folder)
	if err != nil {
		return err
	}
	parsed := p.Parser().Parse(p.Doc)
	parsed.Content = parsed.Content[:min(1, len(parsed.Content))]
	fmt.Fprintf(b, "\n## %s\n\n%s", folder, p.Printer().Markdown(parsed))
	for _, e := range doc.Examples(tests...) {
		fmt.Fprintf(b, "\n### Example: %s %s\n", folder, strings.ReplaceAll(e.Name, "_", " "))
		if e.Doc != "" {
			fmt.Fprintf(b, "\n%s\n", strings.TrimSpace(e.Doc))
		}
		code := strings.Builder{}
		var node any = e.Code
		if e.Play != nil {
			node = e.Play
		}
		if err := format.Node(&code, files, node); err != nil {
			return err
		}
		text := code.String()
		if e.Play == nil {
			text = unwrapped(text)
		}
		fmt.Fprintf(b, "\n```go\n%s\n```\n", strings.TrimSpace(text))
		if e.Output != "" {
			fmt.Fprintf(b, "\nprints\n\n```text\n%s\n```\n", strings.TrimSpace(e.Output))
		}
	}
	return nil
}

// unwrapped takes the braces and one level of indentation off the body of a function, and the comment with the output.
func unwrapped(body string) string {
	body = strings.TrimSuffix(strings.TrimPrefix(body, "{"), "}")
	if i := strings.LastIndex(body, "// Output:"); i >= 0 {
		body = body[:i]
	}
	lines := strings.Split(body, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, "\t")
	}
	return strings.Join(lines, "\n")
}
