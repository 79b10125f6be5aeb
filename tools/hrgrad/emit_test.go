package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// emitted writes the files of a small race for an engine.
func emitted(t *testing.T, engine string) (dir string, flags []string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "new", engine)
	flags = smallRace("--term-weights", "micro=0.5,macro=2", "--no-times")
	out := done(t, append(flags, "--emit", engine, "--emit-dir", dir, "--emit-parts", "3", "--journal", "x.jsonl", "--progress=json", "--csv=x")...)
	if n := len(contents(t, dir)); n != strings.Count(out, "\n") || n < 2 {
		t.Errorf("%d files, named are\n%s", n, out)
	}
	refused(t, call("", append(flags, "--emit", engine, "--emit-dir", dir)...), "exists")
	return dir, flags
}

func TestEmitSlurm(t *testing.T) {
	dir, _ := emitted(t, "slurm")
	for name, text := range contents(t, dir) {
		if out, err := exec.Command("sh", "-n", name).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
		if strings.Contains(text, "@") && !strings.Contains(text, `"$@"`) && !strings.Contains(text, "TERM@60") {
			t.Errorf("%s has marks left:\n%s", name, text)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "race.sbatch"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"#SBATCH --array=1-3\n", "HRGRAD_PARTS=3\n", "--term-weights=micro=0.5,macro=2 --no-times"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "x.jsonl") || strings.Contains(string(text), "json ") {
		t.Errorf("flags of another call in\n%s", text)
	}
	if info, err := os.Stat(filepath.Join(dir, "submit.sh")); err != nil || info.Mode()&0o100 == 0 {
		t.Errorf("submit.sh: %v, %v", info, err)
	}
}

// manifestArgs reads the arguments and the number of shares from a manifest.
func manifestArgs(t *testing.T, file string) (args []string, shares int) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^ +args: (.*)$`).FindSubmatch(text)
	if line == nil {
		t.Fatalf("no arguments in\n%s", text)
	}
	if err := json.Unmarshal(line[1], &args); err != nil {
		t.Fatal(err)
	}
	if n := regexp.MustCompile(`(?m)^ +value: "(\d+)"$`).FindSubmatch(text); n != nil {
		shares, _ = strconv.Atoi(string(n[1]))
	}
	return args, shares
}

// The indices of a Kubernetes job, simulated by the environment: all shares, then the merge, give the files of one process. No
// cluster runs.
func TestEmitKubernetes(t *testing.T) {
	dir, flags := emitted(t, "kubernetes")
	race, shares := manifestArgs(t, filepath.Join(dir, "race.yaml"))
	merge, _ := manifestArgs(t, filepath.Join(dir, "merge.yaml"))
	if shares != 3 {
		t.Fatalf("%d shares", shares)
	}
	t.Chdir(t.TempDir())
	t.Setenv("HRGRAD_PARTS", "3")
	for k := range shares {
		t.Setenv("JOB_COMPLETION_INDEX", strconv.Itoa(k))
		if k == 1 {
			continue
		}
		done(t, race...)
	}
	if r := call("", merge...); r.code != 1 || !strings.HasSuffix(r.err, "run again the array indices 1\n") {
		t.Errorf("exit code %d, %q", r.code, r.err)
	}
	t.Setenv("JOB_COMPLETION_INDEX", "1")
	done(t, race...)
	if got, want := done(t, merge...), done(t, append(flags, "--progress", "tables", "--csv", "alone.csv", "--runs", "alone-runs.csv")...); got != want {
		t.Errorf("merged:\n%s\nalone:\n%s", got, want)
	}
	for a, b := range map[string]string{"errors.csv": "alone.csv", "runs.csv": "alone-runs.csv"} {
		x, _ := os.ReadFile(a)
		if y, _ := os.ReadFile(b); len(x) == 0 || string(x) != string(y) {
			t.Errorf("%s differs from %s", a, b)
		}
	}
}

// The manifests against the schema of Kubernetes, by kubernetes-validate.
func TestKubernetesSchema(t *testing.T) {
	python := pythonWith(t, "kubernetes_validate")
	dir, _ := emitted(t, "kubernetes")
	check := `import sys, yaml, kubernetes_validate as k
for f in sys.argv[1:]:
    for d in yaml.safe_load_all(open(f)):
        k.validate(d, "1.37", strict=True)
        print(d["kind"])`
	out, err := exec.Command(python, "-c", check, filepath.Join(dir, "race.yaml"), filepath.Join(dir, "merge.yaml")).CombinedOutput()
	if err != nil || string(out) != "PersistentVolumeClaim\nJob\nJob\n" {
		t.Fatalf("%v\n%s", err, out)
	}
	wrong := filepath.Join(t.TempDir(), "wrong.yaml")
	text, _ := os.ReadFile(filepath.Join(dir, "race.yaml"))
	if err := os.WriteFile(wrong, []byte(strings.Replace(string(text), "completionMode", "completionMood", 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(python, "-c", check, wrong).CombinedOutput(); err == nil {
		t.Errorf("the validator accepts what is wrong:\n%s", out)
	}
}

func TestBadEmit(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ flags, mention string }{
		{"--emit=mesos", "slurm, kubernetes"}, {"--emit-parts=3", "emit: missing"}, {"--emit=slurm --emit-parts=0", "emit-parts"},
		{"--emit=slurm --operators=nope", "nope"},
	} {
		refused(t, call("", smallRace(append(strings.Fields(c.flags), "--emit-dir="+dir)...)...), c.mention)
	}
	if n := len(contents(t, dir)); n != 0 {
		t.Errorf("%d files are left", n)
	}
}
