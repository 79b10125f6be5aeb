package main

import (
	"fmt"
	"path"
	"regexp"
	"sort"
	"strings"
)

// The forms of import and export the site's modules use. Others are an error of
// the bundle, so that nothing is left out silently.
var (
	importNames = regexp.MustCompile(`^import \{ ([^}]+) \} from '\./([^']+)';(?: //.*)?$`)
	importAll   = regexp.MustCompile(`^import \* as (\w+) from '\./([^']+)';$`)
	importOnly  = regexp.MustCompile(`^import '\./([^']+)';$`)
	exported    = regexp.MustCompile(`^export ((?:async )?function|class|const) (\w+)`)
)

// bundle joins a module and everything it imports into one script: each module
// becomes a function that returns its exports, called in the order of the
// imports. A file without imports and exports (wasm_exec.js) is taken as it is.
// The script must be run as a function body that may await.
func bundle(read func(name string) ([]byte, error), entry string) (string, error) {
	var out strings.Builder
	done, open := map[string]bool{}, map[string]bool{}
	var visit func(name string) error
	visit = func(name string) error {
		if done[name] {
			return nil
		}
		if open[name] {
			return fmt.Errorf("bundle: %s imports itself through others", name)
		}
		open[name] = true
		content, err := read(name)
		if err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
		if strings.Contains(string(content), "import.meta") {
			return fmt.Errorf("bundle: %s uses import.meta, which one file does not have", name)
		}
		var body []string
		exports := map[string]bool{}
		for i, line := range strings.Split(string(content), "\n") {
			switch {
			case importNames.MatchString(line):
				m := importNames.FindStringSubmatch(line)
				if err := visit(path.Clean(m[2])); err != nil {
					return err
				}
				body = append(body, fmt.Sprintf("const { %s } = %s;", strings.ReplaceAll(m[1], " as ", ": "), variable(m[2])))
			case importAll.MatchString(line):
				m := importAll.FindStringSubmatch(line)
				if err := visit(path.Clean(m[2])); err != nil {
					return err
				}
				body = append(body, fmt.Sprintf("const %s = %s;", m[1], variable(m[2])))
			case importOnly.MatchString(line):
				if err := visit(path.Clean(importOnly.FindStringSubmatch(line)[1])); err != nil {
					return err
				}
			case exported.MatchString(line):
				exports[exported.FindStringSubmatch(line)[2]] = true
				body = append(body, strings.TrimPrefix(line, "export "))
			case strings.HasPrefix(line, "import ") || strings.HasPrefix(line, "export "):
				return fmt.Errorf("bundle: %s:%d: %q is a form the bundle does not know", name, i+1, line)
			default:
				body = append(body, line)
			}
		}
		names := make([]string, 0, len(exports))
		for n := range exports {
			names = append(names, n)
		}
		sort.Strings(names)
		fmt.Fprintf(&out, "// %s\nconst %s = await (async () => {\n%s\nreturn { %s };\n})();\n", name, variable(name), strings.Join(body, "\n"), strings.Join(names, ", "))
		done[name] = true
		return nil
	}
	if err := visit(entry); err != nil {
		return "", err
	}
	// </script> would end the element the script stands in.
	return strings.ReplaceAll(out.String(), "</script", `<\/script`), nil
}

// variable is the name of a module in a bundle.
func variable(name string) string {
	return "module_" + strings.NewReplacer(".", "_", "-", "_", "/", "_").Replace(path.Clean(name))
}
