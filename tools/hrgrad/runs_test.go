package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// pythonWith returns a Python that has a module: HRGRAD_PYTHON, which `make data` sets.
func pythonWith(t *testing.T, module string) string {
	t.Helper()
	python := os.Getenv("HRGRAD_PYTHON")
	if python == "" {
		t.Skipf("HRGRAD_PYTHON names no Python with %s; make data installs one and runs this test", module)
	}
	if out, err := exec.Command(python, "-c", "import "+module).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", python, err, out)
	}
	return python
}

// runFile races two problems and writes one row per run.
func writeRuns(t *testing.T, file string) {
	t.Helper()
	done(t, smallRace("--problem", "transport-mode,bgk-smooth", "--seed", "18446744073709550000", "--runs", file)...)
}

func TestRuns(t *testing.T) {
	file := filepath.Join(t.TempDir(), "runs.csv")
	writeRuns(t, file)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(rows) != 13 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	for _, row := range rows[1:] {
		transport := row[at["problem"]] == "transport-mode"
		if (row[at["worst_flux"]] != "") != transport || (row[at["worst_T"]] != "") == transport {
			t.Errorf("fields of another problem: %v", row)
		}
		worst, _ := strconv.ParseFloat(row[at["worst_rho"]], 64)
		mean, _ := strconv.ParseFloat(row[at["mean_rho"]], 64)
		if !(worst >= mean && mean > 0) || row[at["steps"]] != "30" || row[at["steps_taken"]] != "30" || row[at["failure"]] != "" {
			t.Errorf("%v", row)
		}
	}
	if got := rows[1][at["seed"]]; got != "18446744073709550000" {
		t.Errorf("seed %s", got)
	}
}

// Every column is documented, beside those of the settings.
func TestRunColumnsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../site/docs/cluster.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range runColumns([]string{"FIELD"}) {
		if strings.HasPrefix(c.help, "setting ") { // settings.md lists them
			continue
		}
		if row := "| `" + c.name + "` | " + string(c.kind) + " | " + c.help + " |"; !strings.Contains(string(page), row) {
			t.Errorf("site/docs/cluster.md lacks the row\n%s", row)
		}
	}
}

func TestBadRuns(t *testing.T) {
	dir := t.TempDir()
	for flags, mention := range map[string]string{"--runs=a.xlsx": ".csv", "--plot=a.gif": ".svg", "--runs=": "runs", "--plot=": "plot", "--runs=a.csv --csv=a.csv": "a.csv"} {
		t.Chdir(dir)
		refused(t, call("", smallRace(strings.Fields(flags)...)...), mention)
	}
}

// pandas reads the same table from Parquet as from CSV.
func TestPandas(t *testing.T) {
	python := pythonWith(t, "pandas")
	dir := t.TempDir()
	writeRuns(t, filepath.Join(dir, "a.parquet"))
	done(t, smallRace("--problem", "transport-mode,bgk-smooth", "--seed", "18446744073709550000", "--runs", filepath.Join(dir, "b.csv"))...)
	out, err := exec.Command(python, "-c", `import sys, pandas as pd
a, b = pd.read_parquet(sys.argv[1]), pd.read_csv(sys.argv[2])
assert list(a.columns) == list(b.columns) and len(a) == len(b) == 12
for c in a.columns:
    if c == "seconds": assert (a[c] > 0).all()
    elif a[c].dtype == float: assert ((a[c] == b[c]) | (a[c].isna() & b[c].isna())).all(), c
    elif a[c].notna().any(): assert (a[c].astype(str) == b[c].astype(str)).all() or c in ("term_weights", "failure"), c
assert a.seed.iloc[0] == 18446744073709550000 and a.seed.dtype == "uint64"
print(a.groupby(["problem", "operator"]).worst_rho.median())`, filepath.Join(dir, "a.parquet"), filepath.Join(dir, "b.csv")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
