package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/train"
)

// result is what one command line gave.
type result struct {
	code     int
	out, err string
}

// call runs a command line in this process.
func call(stdin string, args ...string) result {
	var out, err bytes.Buffer
	code := run(args, strings.NewReader(stdin), &out, &err)
	return result{code, out.String(), err.String()}
}

// small is a run of well under a second.
func small(more ...string) []string {
	return append([]string{"train", "--problem", "transport-mode", "--width", "8", "--depth", "1", "--points", "8", "--tasks", "3", "--steps", "40", "--seed", "7", "--eps-min", "1e-2"}, more...)
}

// done runs a command line that must succeed quietly.
func done(t *testing.T, args ...string) string {
	t.Helper()
	r := call("", args...)
	if r.code != 0 || r.err != "" {
		t.Fatalf("%v: exit code %d, standard error %q", args, r.code, r.err)
	}
	return r.out
}

// refused checks that a command line is bad input: exit code 2, one line on standard error that names the culprit, nothing else.
func refused(t *testing.T, r result, mention string) {
	t.Helper()
	if r.code != 2 {
		t.Errorf("exit code %d, want 2; standard error %q", r.code, r.err)
	}
	if strings.Count(r.err, "\n") != 1 || !strings.HasSuffix(r.err, "\n") {
		t.Errorf("standard error %q is not one line", r.err)
	}
	if !strings.Contains(r.err, mention) {
		t.Errorf("standard error %q does not mention %q", r.err, mention)
	}
	if r.out != "" {
		t.Errorf("standard output %q, want none", r.out)
	}
}

// contents maps the files below dir to what they hold.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		found[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func same(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || v != w {
			return false
		}
	}
	return true
}

// readRecord decodes RUN.json and refuses keys the type does not know.
func readRecord(t *testing.T, path string) record {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var r record
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		t.Fatal(err)
	}
	return r
}

// makeCheckpoint trains a small network for a few steps.
func makeCheckpoint(t *testing.T, dir string) string {
	t.Helper()
	file := filepath.Join(dir, "small.ckpt")
	done(t, small("--steps", "5", "--checkpoint", file, "--progress", "none")...)
	return file
}

// stateOf is the hash of the state in a checkpoint file.
func stateOf(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	hash := train.StateHash(data)
	if hash == "" {
		t.Fatalf("%s is no checkpoint", path)
	}
	return hash
}
