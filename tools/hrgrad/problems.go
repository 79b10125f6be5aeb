package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/problemfile"
	"github.com/hrgrad/hrgrad/solver/problemfile/shipped"
)

// problemSource finds problems by name, or in users' files.
type problemSource struct {
	folder string
	notes  io.Writer // what was done to the data of a file; nil: nobody is told
	read   []string  // the files that problems came from
}

func (p *problemSource) register(fs *flag.FlagSet) {
	fs.StringVar(&p.folder, "problems", "", "`folder` of problem files, whose problems are known by their names and by those of their files without .json")
}

// find returns what a configuration has to hold: the name of a registered problem, or the text of a problem file. given is such a
// name, a file, or the name of a file in the folder or of one that comes with the program.
func (p *problemSource) find(given string) (string, error) {
	if given == "" || slices.ContainsFunc(kinetic.Problems(), func(i kinetic.Info) bool { return i.Name == given }) {
		return given, nil
	}
	data, err := p.text(given)
	if err != nil {
		return "", err
	}
	f, err := problemfile.Parse(data)
	if err != nil {
		return "", err
	}
	if _, err := kinetic.FromFile(f); err != nil {
		return "", err
	}
	if p.notes != nil {
		for _, n := range f.Notes {
			fmt.Fprintf(p.notes, "hrgrad: %s: %s\n", f.Name, n)
		}
	}
	return f.Text(), nil
}

// text returns the text of a problem file.
func (p *problemSource) text(given string) ([]byte, error) {
	if problemfile.IsText(given) {
		return []byte(given), nil
	}
	path := given
	if !strings.EqualFold(filepath.Ext(given), ".json") && !strings.ContainsAny(given, `/\`) {
		path = ""
		if p.folder != "" {
			var err error
			if path, err = p.named(given); err != nil {
				return nil, err
			}
		}
		if text := shipped.Text(given); text != nil && !isFile(path) {
			return text, nil
		}
		if path == "" && isFile(given) {
			return nil, input.New("problem", given, "a name that hrgrad problems lists, or a problem file, NAME.json; of the file of this name say ./%s", given)
		}
		if path == "" && isFile(given+".json") {
			return nil, input.New("problem", given, "a name that hrgrad problems lists, or a problem file: say %s.json", given)
		}
		if path == "" {
			_, err := kinetic.ByName(given)
			return nil, err
		}
	}
	data, err := readBounded(path, problemfile.MaxSize)
	if err != nil {
		return nil, input.New("problem", given, "a name that hrgrad problems lists, or a problem file: %v", err)
	}
	p.read = append(p.read, path)
	return data, nil
}

// spare refuses files of results that are the files of the problems: they are the user's work, also for --force.
func (p *problemSource) spare(results ...resultFile) error {
	for _, r := range results {
		for _, file := range p.read {
			if samePath(r.path, file) {
				return badInput("%s: %s is the problem file, choose another file", r.flag, r.path)
			}
		}
	}
	return nil
}

func isFile(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// named returns the file of the folder that is called so, or whose problem is; several whose problem is so are refused.
func (p *problemSource) named(name string) (string, error) {
	direct := filepath.Join(p.folder, name+".json")
	if isFile(direct) {
		return direct, nil
	}
	files, _ := p.all()
	var found []string
	for _, file := range files {
		if data, err := readBounded(filepath.Join(p.folder, file+".json"), problemfile.MaxSize); err == nil {
			if f, err := problemfile.Parse(data); err == nil && f.Name == name {
				found = append(found, file)
			}
		}
	}
	switch len(found) {
	case 0:
		return direct, nil
	case 1:
		return filepath.Join(p.folder, found[0]+".json"), nil
	}
	return "", input.New("problem", name, "the name of one problem; in %s it is that of %s: say the name of the file", p.folder, strings.Join(found, ", "))
}

// all lists the names of the files in the folder.
func (p *problemSource) all() ([]string, error) {
	if p.folder == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(p.folder)
	if err != nil {
		return nil, input.New("problems", p.folder, "a folder of problem files: %v", err)
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".json"); ok && !e.IsDir() {
			names = append(names, name)
		}
	}
	return names, nil
}

// readBounded reads a file of at most limit bytes.
func readBounded(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if s, err := f.Stat(); err == nil && s.IsDir() {
		return nil, fmt.Errorf("%s is a folder", path)
	}
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("%s is larger than %d bytes", path, limit)
	}
	return data, err
}

// parameterFlag collects --set name=value.
type parameterFlag map[string]float64

// String implements flag.Value.
func (f parameterFlag) String() string { return "" }

// Set implements flag.Value.
func (f parameterFlag) Set(text string) error {
	for _, one := range strings.Split(text, ",") {
		name, value, ok := strings.Cut(one, "=")
		name = strings.TrimSpace(name)
		v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if _, twice := f[name]; !ok || err != nil || name == "" || twice {
			return input.New("set", text, "NAME=VALUE with each parameter once, as in a=0.5")
		}
		f[name] = v
	}
	return nil
}

func setFlag(fs *flag.FlagSet) parameterFlag {
	f := parameterFlag{}
	fs.Var(f, "set", "`NAME=VALUE` of a parameter of the problem, with commas between several (default: the middles of their ranges)")
	return f
}

// values returns the parameters of a problem in their order, the middle of the range for those that were not given. Values outside
// of the ranges are refused unless extrapolate is set; why says what the ranges are.
func (f parameterFlag) values(problem, why string, extrapolate bool) ([]float64, error) {
	file, err := fileOf(problem)
	if err != nil {
		return nil, err
	}
	var parameters []problemfile.Parameter
	if file != nil {
		parameters = file.Parameters
	}
	var names []string
	var out []float64
	outside := false
	for _, q := range parameters {
		names = append(names, q.Name)
		v, ok := f[q.Name]
		if !ok {
			v = 0.5 * (q.Min + q.Max)
		}
		if math.IsNaN(v) || math.IsInf(v, 0) || (v < q.Min || v > q.Max) && !extrapolate {
			return nil, input.New("set, "+q.Name, v, "%g to %g, %s", q.Min, q.Max, why)
		}
		outside = outside || v < q.Min || v > q.Max
		out = append(out, v)
	}
	if outside {
		if err := file.CheckAt(out); err != nil {
			return nil, err
		}
	}
	for name := range f {
		if !slices.Contains(names, name) {
			if len(names) == 0 {
				return nil, input.New("set", name, "no parameter: the problem has none")
			}
			return nil, input.Unknown("set", name, names)
		}
	}
	return out, nil
}

// fileOf returns the file of a problem, nil for a registered one.
func fileOf(problem string) (*problemfile.Problem, error) {
	p, err := kinetic.ByName(problem)
	if err != nil {
		return nil, err
	}
	if file, ok := p.(kinetic.File); ok {
		return file.File(), nil
	}
	return nil, nil
}
