package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lineOf decodes the JSON line of a type.
func lineOf(t *testing.T, out, kind string, to any) {
	t.Helper()
	for _, line := range strings.Split(out, "\n") {
		if strings.HasPrefix(line, `{"type":"`+kind+`"`) {
			if err := json.Unmarshal([]byte(line), to); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no line of type %s in %s", kind, out)
}

func TestSolveCommand(t *testing.T) {
	dir := t.TempDir()
	file, wide := filepath.Join(dir, "run.ckpt"), filepath.Join(dir, "wide.ckpt")
	done(t, small("--checkpoint", file, "--progress", "none")...)
	before := stateOf(t, file)
	var line solvedLine
	lineOf(t, done(t, "solve", "--checkpoint", file, "--features", "24", "--out", wide, "--progress", "json"), "solved", &line)
	if !line.Kept || line.Features != 24 || line.Seconds <= 0 || stateOf(t, file) != before {
		t.Errorf("%+v; the checkpoint stays where another one is written", line)
	}
	refused(t, call("", "solve", "--checkpoint", file, "--out", wide), "--force")

	// The same layer at the end of a run, and in place.
	var late solvedLine
	record := filepath.Join(dir, "run.json")
	lineOf(t, done(t, small("--solve", "24", "--checkpoint", file, "--force", "--out", record, "--progress", "json")...), "solved", &late)
	r := readRecord(t, record)
	if r.Solved == nil || !r.Solved.Kept || stateOf(t, file) != stateOf(t, wide) || r.StateHash != stateOf(t, wide) || late.After[0] != line.After[0] {
		t.Errorf("solved at the end of a run: %+v", r.Solved)
	}
	text := done(t, "solve", "--checkpoint", file, "--features", "24", "--progress", "tables")
	if !strings.Contains(text, "24 random features") || !strings.Contains(text, "worst errors before") || stateOf(t, file) != r.StateHash {
		t.Errorf("solved again:\n%s", text)
	}

	// It evaluates, converts, resumes and is described.
	values := done(t, "eval", "--checkpoint", wide, "--eps", "0.1", "--nx", "5")
	copied := filepath.Join(dir, "copy.ckpt")
	done(t, "convert", wide, copied)
	if done(t, "eval", "--checkpoint", copied, "--eps", "0.1", "--nx", "5") != values || stateOf(t, copied) != stateOf(t, wide) {
		t.Error("a conversion changed the network")
	}
	refused(t, call("", "convert", wide, filepath.Join(dir, "old.ckpt"), "--format", "1"), "solved last layer")
	if out := done(t, "inspect", wide); !strings.Contains(out, `"features": 24`) {
		t.Errorf("inspect: %s", out)
	}
	if out := done(t, "train", "--resume", wide, "--progress", "json"); !strings.Contains(out, r.StateHash) {
		t.Error("a run that was finished and solved is not the same when it is resumed")
	}
}

func TestSolveIsRefused(t *testing.T) {
	dir := t.TempDir()
	file := makeCheckpoint(t, dir)
	for _, c := range []struct {
		args    []string
		mention string
	}{
		{[]string{"solve"}, "checkpoint"},
		{[]string{"solve", "--checkpoint", file, "--features", "0"}, "features: 0 given"},
		{[]string{"solve", "--checkpoint", file, "--features", "99999"}, "features: 99999 given"},
		{[]string{"solve", "--checkpoint", filepath.Join(dir, "none")}, "checkpoint"},
		{[]string{"train", "--problem", "bgk-smooth", "--steps", "3", "--solve", "9"}, "bgk-smooth"},
		{[]string{"train", "--problem", "transport-mode", "--steps", "3", "--head", "input", "--solve", "9"}, "linear"},
		{[]string{"train", "--problem", "transport-mode", "--steps", "3", "--solve", "-1"}, "solve: -1 given"},
	} {
		refused(t, call("", c.args...), c.mention)
	}
}

// TestDamagedCheckpoint: the message names the flag, the file and the fault, each once.
func TestDamagedCheckpoint(t *testing.T) {
	file := makeCheckpoint(t, t.TempDir())
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(file, data[:len(data)-100], 0o666)
	r := call("", "solve", "--checkpoint", file)
	refused(t, r, "checkpoint: "+file+": ")
	if strings.Count(r.err, "checkpoint: ") != 1 {
		t.Errorf("%s", r.err)
	}
}
