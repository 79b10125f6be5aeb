// Command unreached fails when the module has functions that no program needs.
//
//	unreached [-deadcode PATH] [-allow FILE] GOOS/GOARCH...
//
// It runs golang.org/x/tools/cmd/deadcode for every target, from the folder of the module. A function counts as unreached when
// no program reaches it in any of the targets that compile its file. Tests are no programs: what only tests reach is unreached
// as well, unless a line of the file of exceptions names it. Such a line is
//
//	PACKAGE.FUNCTION   reason
//
// with the package's path below the module and a pattern in the form of path.Match. An exception that excuses nothing fails too.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	deadcode := flag.String("deadcode", "deadcode", "the program deadcode")
	allow := flag.String("allow", "", "file of exceptions")
	flag.Parse()
	if err := run(*deadcode, *allow, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "unreached:", err)
		os.Exit(1)
	}
}

func run(deadcode, allow string, targets []string) error {
	allowed, err := exceptions(allow)
	if err != nil {
		return err
	}
	module, err := output(nil, "go", "list", "-m")
	if err != nil {
		return err
	}
	prefix := strings.TrimSpace(string(module)) + "/"
	unreached, err := everywhere(deadcode, targets)
	if err != nil {
		return err
	}
	used := map[string]bool{}
	var found []string
	for _, name := range slices.Sorted(maps.Keys(unreached)) {
		short := strings.TrimPrefix(name, prefix)
		pattern := match(allowed, short)
		used[pattern] = true
		if pattern == "" {
			found = append(found, fmt.Sprintf("%s: %s", unreached[name], short))
		}
	}
	for _, pattern := range allowed {
		if !used[pattern] {
			found = append(found, fmt.Sprintf("%s: %s: excuses nothing", allow, pattern))
		}
	}
	if len(found) > 0 {
		return fmt.Errorf("no program needs these functions; remove them, or say in %s why they stay:\n%s", allow, strings.Join(found, "\n"))
	}
	return nil
}

func match(patterns []string, name string) string {
	for _, pattern := range patterns {
		if ok, _ := path.Match(pattern, name); ok {
			return pattern
		}
	}
	return ""
}

// exceptions reads the patterns of the file; each line needs a reason.
func exceptions(file string) ([]string, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var patterns []string
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		pattern, reason, _ := strings.Cut(line, " ")
		if strings.TrimSpace(reason) == "" {
			return nil, fmt.Errorf("%s:%d: %s has no reason", file, i+1, pattern)
		}
		if _, err := path.Match(pattern, ""); err != nil {
			return nil, fmt.Errorf("%s:%d: %s: %w", file, i+1, pattern, err)
		}
		patterns = append(patterns, pattern)
	}
	return patterns, nil
}

// everywhere returns the place of each function, by name with package, that deadcode reports in every target that compiles its file.
func everywhere(deadcode string, targets []string) (map[string]string, error) {
	places := map[string]string{}
	reports := map[string]int{}
	compiles := map[string]int{} // by file
	for _, target := range targets {
		goos, goarch, _ := strings.Cut(target, "/")
		env := []string{"GOOS=" + goos, "GOARCH=" + goarch}
		files, err := output(env, "go", "list", "-f", `{{$d := .Dir}}{{range .GoFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}`, "./...")
		if err != nil {
			return nil, err
		}
		for _, file := range strings.Fields(string(files)) {
			compiles[file]++
		}
		report, err := output(env, deadcode, "-json", "./...")
		if err != nil {
			return nil, err
		}
		var packages []struct {
			Path  string
			Funcs []struct {
				Name     string
				Position struct {
					File string
					Line int
				}
			}
		}
		if err := json.Unmarshal(report, &packages); err != nil {
			return nil, fmt.Errorf("%s: %w", deadcode, err)
		}
		for _, p := range packages {
			for _, f := range p.Funcs {
				name := p.Path + "." + f.Name
				places[name] = fmt.Sprintf("%s:%d", f.Position.File, f.Position.Line)
				reports[name]++
			}
		}
	}
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	for name, place := range places {
		file := place[:strings.LastIndex(place, ":")]
		if !filepath.IsAbs(file) {
			file = filepath.Join(here, file)
		}
		if reports[name] < compiles[file] {
			delete(places, name)
		}
	}
	return places, nil
}

func output(env []string, name string, args ...string) ([]byte, error) {
	command := exec.Command(name, args...)
	command.Env = append(os.Environ(), env...)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		err = fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return out, err
}
