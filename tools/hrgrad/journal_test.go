package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/train"
)

// A race that is cut short goes on from its journal and ends with the same runs as one that was not; a torn last line costs one run.
func TestJournal(t *testing.T) {
	dir := t.TempDir()
	file, out, plain := filepath.Join(dir, "race.jsonl"), filepath.Join(dir, "race.json"), filepath.Join(dir, "plain.json")
	done(t, smallRace("--journal", file)...)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(whole, []byte("\n"))
	if len(lines) != 7 {
		t.Fatalf("%d lines for 6 runs", len(lines)-1)
	}
	torn := append(bytes.Join(lines[:3], nil), lines[3][:40]...)
	if err := os.WriteFile(file, torn, 0o666); err != nil {
		t.Fatal(err)
	}
	old := trainable
	t.Cleanup(func() { trainable = old })
	trained := map[string]int{}
	trainable = func(s *train.Session) train.Trainable {
		trained[s.Config().Operator]++
		return s
	}
	done(t, smallRace("--journal", file, "--out", out)...)
	if n := trained["hrgrad"] + trained["ls"]; n != 3 {
		t.Errorf("%d runs trained anew, 3 were missing", n)
	}
	if again, _ := os.ReadFile(file); len(bytes.SplitAfter(again, []byte("\n"))) != 7 {
		t.Errorf("the journal holds\n%s", again)
	}
	done(t, smallRace("--out", plain)...)
	a, b := readRace(t, out), readRace(t, plain)
	for i, r := range a.Runs {
		if r.LossHash != b.Runs[i].LossHash || r.Runner != b.Runs[i].Runner || r.error(2, "flux") != b.Runs[i].error(2, "flux") {
			t.Errorf("run %d: %+v instead of %+v", i, r, b.Runs[i])
		}
	}
}

// Processes that share a race leave nothing to train for the call that ends it.
func TestParts(t *testing.T) {
	dir := t.TempDir()
	file, out := filepath.Join(dir, "race.jsonl"), filepath.Join(dir, "race.json")
	args := smallRace("--initial", "hard,soft", "--problem", "transport-mode,transport-smooth", "--operators", "ls,hrgrad", "--tune-rates", "1e-2,1e-3", "--tune-seeds", "1", "--journal", file)
	for _, part := range []string{"2/3", "1/3", "3/3"} {
		if text := done(t, append(args, "--part", part)...); strings.Contains(text, `"summary"`) {
			t.Errorf("part %s sums up", part)
		}
	}
	old := trainable
	t.Cleanup(func() { trainable = old })
	trainable = func(s *train.Session) train.Trainable {
		t.Errorf("%+v is trained again", s.Config())
		return s
	}
	text := done(t, append(args, "--out", out)...)
	if n := strings.Count(text, `"type":"summary"`); n != 8 {
		t.Errorf("%d summaries", n)
	}
	if n := strings.Count(text, `"type":"overall"`); n != 4 {
		t.Errorf("%d rows over all problems", n)
	}
}

func TestBadJournal(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "race.jsonl")
	for _, text := range []string{"precious", "precious\n", "{}\n", `{"config":{},"limit":0,"relaxed":false,"run":{}}` + "\n", `{"more":1}` + "\n"} {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		refused(t, call("", smallRace("--journal", file)...), "line 1")
		if data, _ := os.ReadFile(file); string(data) != text {
			t.Errorf("%q became %q", text, data)
		}
	}
	for _, c := range []struct{ args, mention string }{
		{"--journal=", "journal"}, {"--journal=" + dir, "journal"}, {"--part=1/2", "journal"},
		{"--journal=" + filepath.Join(dir, "a") + " --part=0/2", "part"}, {"--journal=" + filepath.Join(dir, "a") + " --part=3/2", "part"},
		{"--journal=" + filepath.Join(dir, "a") + " --part=1/1", "part"}, {"--journal=" + filepath.Join(dir, "a") + " --part=one", "part"},
		{"--journal=" + filepath.Join(dir, "a") + " --part=1/2 --out=" + filepath.Join(dir, "b"), "part"},
		{"--journal=" + filepath.Join(dir, "a") + " --out=" + filepath.Join(dir, "a"), "journal"},
	} {
		refused(t, call("", smallRace(strings.Fields(c.args)...)...), c.mention)
	}
}

// FuzzJournal: any bytes are refused with the reason or give runs that can be summed up, and what was kept parses again to the same.
func FuzzJournal(f *testing.F) {
	dir := f.TempDir()
	file := filepath.Join(dir, "race.jsonl")
	if r := call("", smallRace("--seeds", "1", "--steps", "3", "--journal", file)...); r.code != 0 {
		f.Fatal(r.err)
	}
	good, err := os.ReadFile(file)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{good, good[:len(good)/2], []byte("\n"), []byte("{}\n"), []byte("[]\n"), []byte("null\n"), bytes.Replace(good, []byte(`"rate"`), []byte(`"Rate"`), 1)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		runs, kept, err := parseJournal(data)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q", err)
			}
			return
		}
		if kept > len(data) || bytes.IndexByte(data[kept:], '\n') >= 0 {
			t.Fatalf("%d of %d bytes kept", kept, len(data))
		}
		for _, l := range runs {
			if l.Run.Failure == "" && l.Run.Errors == nil {
				t.Fatal("a run without result")
			}
		}
		again, _, err := parseJournal(data[:kept])
		if err != nil || len(again) != len(runs) {
			t.Fatalf("%d runs, then %d, %v", len(runs), len(again), err)
		}
	})
}
