package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTables(t *testing.T) {
	dir := t.TempDir()
	file := func(name, problem, operator string, rows string) string {
		path := filepath.Join(dir, name)
		text := fmt.Sprintf(`{"config": {"problem": %q, "operator": %q}, "steps": 40, "seconds": 2.6, "errors": {"t": 1, "fields": ["rho", "flux"], "rows": [%s]}}`, problem, operator, rows)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	a := file("a", "one", "hrgrad", `{"eps": 1, "fields": {"rho": 2e-4, "flux": 0.5}}, {"eps": 1e-6, "fields": {"rho": 3.04e-5, "flux": 1.25}}`)
	b := file("b", "one", "ls", `{"eps": 1, "fields": {"rho": 1e-4, "flux": 0.5}}`)
	c := file("c", "two", "hrgrad", `{"eps": 0.1, "fields": {"rho": 9e-3, "flux": 2e-3}}`)
	var out strings.Builder
	if err := run([]string{a, b, c}, &out); err != nil {
		t.Fatal(err)
	}
	want := `| ε | one rho | one flux | two rho | two flux |
|---|---|---|---|---|
| 1 | 2.0e-4 | 5.0e-1 |  |  |
| 0.1 |  |  | 9.0e-3 | 2.0e-3 |
| 1e-06 | 3.0e-5 | 1.2 |  |  |
| **worst, hrgrad** | 2.0e-4 | 1.2 | 9.0e-3 | 2.0e-3 |
| worst, ls | 1.0e-4 | 5.0e-1 |  |  |
| steps, seconds | 40, 3 s |  | 40, 3 s |  |
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	empty := file("d", "three", "ls", "")
	for mention, files := range map[string][]string{"no file": nil, "no such file": {filepath.Join(dir, "gone")}, "no errors": {empty}, "same order": {a, file("e", "five", "ls", `{"eps": 1, "fields": {"rho": 1, "flux": 1}}`)}} {
		if err := run(files, &out); err == nil || !strings.Contains(err.Error(), mention) {
			t.Errorf("%s: %v", mention, err)
		}
	}
}

func TestCalibration(t *testing.T) {
	dir := t.TempDir()
	file := func(name, problem, rows string) string {
		path := filepath.Join(dir, name)
		text := fmt.Sprintf(`{"config": {"problem": %q}, "errors": {"fields": ["rho", "u"], "rows": [%s]}}`, problem, rows)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	a := file("a", "one", `{"eps": 1, "fields": {"rho": 2e-4, "u": 4}, "estimate": {"rho": 1e-4, "u": 4}}, {"eps": 0.3, "fields": {"rho": 1, "u": 1}}`)
	b := file("b", `{"name": "own", "class": "gas"}`, `{"eps": 1, "fields": {"rho": 8e-4, "u": 1}, "estimate": {"rho": 1e-4, "u": 1}}`)
	var out strings.Builder
	if err := run([]string{"-estimates", a, b}, &out); err != nil {
		t.Fatal(err)
	}
	want := `| problem | estimates | within 3 | within 1.5 | error over estimate: least | mean | most |
|---|---|---|---|---|---|---|
| one | 2 | 100 % | 50 % | 1.00 | 1.41 | 2.00 |
| own | 2 | 50 % | 50 % | 1.00 | 2.83 | 8.00 |
| **all** | 4 | 75 % | 50 % | 1.00 | 2.00 | 8.00 |
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	c := file("c", "three", `{"eps": 1, "fields": {"rho": 1, "u": 1}}`)
	if err := run([]string{"-estimates", c}, &out); err == nil || !strings.Contains(err.Error(), "no estimated errors") {
		t.Error(err)
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	file := func(name, problem string, seed int, rows string) string {
		path := filepath.Join(dir, name)
		text := fmt.Sprintf(`{"config": {"problem": %q, "seed": %d}, "steps": 40, "errors": {"fields": ["rho", "flux"], "rows": [%s]}}`, problem, seed, rows)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	a := file("a", "one", 1, `{"eps": 1, "fields": {"rho": 2e-4, "flux": 4}}, {"eps": 0.1, "fields": {"rho": 1e-4, "flux": 5}}`)
	b := file("b", `{"name": "one-file"}`, 1, `{"eps": 1, "fields": {"rho": 3e-4, "flux": 1}}`)
	c := file("c", `{"name": "one-file"}`, 2, `{"eps": 1, "fields": {"rho": 1e-3, "flux": 1}}`)
	d := file("d", `{"name": "own"}`, 1, `{"eps": 1, "fields": {"rho": 1e-3, "flux": 2}}`)
	var out strings.Builder
	if err := run([]string{"-files", a, b, c, d}, &out); err != nil {
		t.Fatal(err)
	}
	want := `| problem | seed | steps | rho | flux | over the registered problem's |
|---|---|---|---|---|---|
| one | 1 | 40 | 2.0e-4 | 5.0 |  |
| one-file | 1 | 40 | 3.0e-4 | 1.0 | rho 1.5, flux 0.2 |
| one-file | 2 | 40 | 1.0e-3 | 1.0 |  |
| own | 1 | 40 | 1.0e-3 | 2.0 |  |
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}
