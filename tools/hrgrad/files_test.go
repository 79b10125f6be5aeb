package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
)

// A file that is replaced keeps its permissions and its symbolic link, also one that leads to nothing yet; names may be as long as the
// system allows; what killed processes left is removed.
func TestReplacedFilesKeepModeAndLink(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has neither modes nor, for everybody, links")
	}
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := os.Mkdir(at("away"), 0o777); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("n", 250) + ".ckpt"
	for _, l := range []struct{ to, name string }{{"away/run.ckpt", "link.ckpt"}, {"link.ckpt", "second.ckpt"}} {
		if err := os.Symlink(l.to, at(l.name)); err != nil {
			t.Fatal(err)
		}
	}
	os.WriteFile(at(".link.ckpt.0abc.tmp"), nil, 0o666)
	os.WriteFile(at("away/"+scratchName("run.ckpt")+"-x.tmp"), nil, 0o666)
	os.WriteFile(at("away/.run.ckpt.1z2.tmp"), nil, 0o666) // by an earlier version
	for _, mode := range []os.FileMode{0, 0o640, 0o600} {
		if mode != 0 {
			if err := os.Chmod(at("away/run.ckpt"), mode); err != nil {
				t.Fatal(err)
			}
		}
		done(t, small("--checkpoint", at("second.ckpt"), "--force", "--out", at(long))...)
		info, err := os.Stat(at("away/run.ckpt"))
		if err != nil {
			t.Fatal(err)
		}
		if mode != 0 && info.Mode().Perm() != mode {
			t.Errorf("mode %v became %v", mode, info.Mode().Perm())
		}
		stateOf(t, at("away/run.ckpt"))
	}
	for _, name := range []string{"link.ckpt", "second.ckpt"} {
		if info, err := os.Lstat(at(name)); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s is no link any more", name)
		}
	}
	readRecord(t, at(long))
	if found, _ := filepath.Glob(at("away/.*")); len(found) != 0 {
		t.Errorf("left: %v", found)
	}
	if err := os.Chmod(at(long), 0o444); err != nil {
		t.Fatal(err)
	}
	refused(t, call("", small("--out", at(long))...), "read-only")
}

// A checkpoint file that holds another run, or something else, is replaced only with --force.
func TestOtherRunsAreNotReplaced(t *testing.T) {
	dir := t.TempDir()
	file, text, copied := filepath.Join(dir, "a.ckpt"), filepath.Join(dir, "notes.txt"), filepath.Join(dir, "copy.ckpt")
	done(t, small("--checkpoint", file, "--stop-at", "11")...)
	os.WriteFile(text, []byte("precious"), 0o666)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(copied, data, 0o666)
	before := contents(t, dir)
	refused(t, call("", small("--checkpoint", file)...), "another run (transport-mode, hrgrad, seed 7, 11 steps)")
	refused(t, call("", small("--checkpoint", file, "--seed", "8")...), "--force")
	refused(t, call("", small("--checkpoint", text)...), "not a checkpoint")
	refused(t, call("", small("--out", file)...), "holds a checkpoint")
	if !same(before, contents(t, dir)) {
		t.Fatal("files were changed")
	}
	done(t, "train", "--resume", copied, "--checkpoint", file, "--stop-at", "20") // the same run
	refused(t, call("", "train", "--resume", copied, "--checkpoint", file, "--stop-at", "15"), "20 steps")
	done(t, small("--checkpoint", file, "--seed", "8", "--force")...)
	done(t, small("--checkpoint", text, "--force")...)
	done(t, "train", "--resume", file, "--checkpoint", file)
}

// spoiling replaces a folder while a run is under way, so that its files cannot be written any more.
type spoiling struct {
	train.Trainable
	at    int
	spoil func()
}

func (f spoiling) Step() (*train.Report, error) {
	if f.Steps() == f.at {
		f.spoil()
	}
	return f.Trainable.Step()
}

// A checkpoint or record that cannot be written at the end does not cost the results: the table is printed, and the message says
// where the rest is.
func TestFailedWritesAtTheEnd(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone")
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	defer func(old func(*train.Session) train.Trainable) { trainable = old }(trainable)
	trainable = func(s *train.Session) train.Trainable {
		return spoiling{s, 20, func() { os.RemoveAll(dir) }}
	}
	r := call("", small("--checkpoint", filepath.Join(dir, "a.ckpt"), "--out", filepath.Join(dir, "run.json"), "--checkpoint-every", "1ns")...)
	if r.code != 1 || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, "a.ckpt") || !strings.Contains(r.err, "run.json") {
		t.Errorf("exit code %d, standard error %q", r.code, r.err)
	}
	if !strings.Contains(r.out, `"type":"error"`) || !strings.Contains(r.out, `"type":"done"`) {
		t.Errorf("no results in %q", r.out)
	}
	if !strings.Contains(r.out, `"type":"warning"`) {
		t.Error("the failed writes before were not reported")
	}
	found, _ := filepath.Glob(filepath.Join(temporary, "*"))
	if len(found) != 2 {
		t.Fatalf("rescued: %v", found)
	}
	for _, f := range found {
		if !strings.Contains(r.err, f) {
			t.Errorf("%s is not named in %q", f, r.err)
		}
		if strings.HasSuffix(f, ".ckpt") {
			if s, err := loadCheckpoint("checkpoint", f); err != nil || s.Steps() != 40 {
				t.Errorf("rescued checkpoint: %v", err)
			}
		} else if rec := readRecord(t, f); rec.Errors == nil {
			t.Error("rescued record without errors")
		}
	}
}

// A checkpoint that could not be written for a while is written later, and the run ends well.
func TestFailedWritesAreTriedAgain(t *testing.T) {
	root := t.TempDir()
	dir, away := filepath.Join(root, "here"), filepath.Join(root, "away")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	defer func(old func(*train.Session) train.Trainable) { trainable = old }(trainable)
	trainable = func(s *train.Session) train.Trainable {
		return spoiling{spoiling{s, 10, func() { os.Rename(dir, away) }}, 30, func() { os.Rename(away, dir) }}
	}
	file := filepath.Join(dir, "a.ckpt")
	r := call("", small("--checkpoint", file, "--checkpoint-every", "1ns")...)
	if r.code != 0 || r.err != "" || !strings.Contains(r.out, `"type":"warning"`) || !strings.Contains(r.out, "tries again") {
		t.Errorf("exit code %d, standard error %q, standard output %q", r.code, r.err, r.out)
	}
	if s, err := loadCheckpoint("checkpoint", file); err != nil || s.Steps() != 40 {
		t.Errorf("checkpoint: %v", err)
	}
}

// The lock of a process that has ended is taken over, that of a living one, of another machine and one that cannot be read are not.
func TestLocksOfOthers(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.ckpt")
	lock := filepath.Join(dir, scratchName(file)+".lock")
	host := hostName()
	for _, c := range []struct{ content, mention string }{
		{`{"pid":4000000,"host":"` + host + `"}`, ""},
		{`{"pid":1,"host":"` + host + `"}`, "process 1 "},
		{`{"pid":4000000,"host":"elsewhere.example"}`, "elsewhere.example"},
		{`half`, "cannot be read"},
	} {
		if err := os.WriteFile(lock, []byte(c.content), 0o666); err != nil {
			t.Fatal(err)
		}
		release, err := claim("checkpoint", file)
		if (err == nil) != (c.mention == "") || err != nil && !strings.Contains(err.Error(), c.mention) {
			t.Errorf("lock %s: %v", c.content, err)
		}
		if err == nil {
			if _, err := claim("out", file); err == nil {
				t.Error("claimed twice by one process")
			}
			release()
		}
	}
	os.Remove(lock)
	// Of many who find the lock of a dead process exactly one gets the file.
	for range 20 {
		os.WriteFile(lock, []byte(`{"pid":4000000,"host":"`+host+`"}`), 0o666)
		var held []func()
		got := make(chan func())
		for range 4 {
			go func() {
				release, _ := claim("checkpoint", file)
				got <- release
			}()
		}
		for range 4 {
			if r := <-got; r != nil {
				held = append(held, r)
			}
		}
		if len(held) > 1 {
			t.Fatalf("%d hold one file", len(held))
		}
		for _, r := range held {
			r()
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*.lock")); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

// Only the beginning of a file that is no checkpoint is read.
func TestMagicBeforeBody(t *testing.T) {
	if _, err := os.Stat("/dev/zero"); err != nil {
		t.Skip("no endless device here")
	}
	start := time.Now()
	refused(t, call("", "eval", "--checkpoint", "/dev/zero", "--eps", "0.1"), "not an HRGrad checkpoint")
	if d := time.Since(start); d > time.Minute {
		t.Errorf("it took %v", d)
	}
}

// convert goes from each version of the format to the other and back without loss, and inspect tells of both.
func TestConvertAndInspect(t *testing.T) {
	dir := t.TempDir()
	a, b, c := filepath.Join(dir, "a.ckpt"), filepath.Join(dir, "b.ckpt"), filepath.Join(dir, "c.safetensors")
	done(t, small("--checkpoint", a, "--stop-at", "20", "--progress", "none")...)
	done(t, "convert", a, "--format", "1", b)
	done(t, "convert", b, c)
	if stateOf(t, a) != stateOf(t, b) || stateOf(t, b) != stateOf(t, c) {
		t.Error("the state changed")
	}
	data, err := os.ReadFile(b)
	if err != nil || !strings.HasPrefix(string(data), "HRGRAD checkpoint 1\n") {
		t.Errorf("format 1 begins with %.20q, %v", data, err)
	}
	done(t, "train", "--resume", c, "--checkpoint", c, "--progress", "none")
	done(t, small("--checkpoint", a, "--force", "--progress", "none")...)
	if stateOf(t, a) != stateOf(t, c) {
		t.Error("the converted run went on otherwise")
	}
	for file, mention := range map[string]string{a: `"version": 2`, b: `"version": 1`} {
		out := done(t, "inspect", file)
		for _, want := range []string{mention, `"network.`, `"optimizer.moment"`, `"problem": "transport-mode"`, `"stateHash": "` + stateOf(t, file)} {
			if !strings.Contains(out, want) {
				t.Errorf("inspect %s does not tell %s", file, want)
			}
		}
	}
	if out := done(t, "inspect", a); !strings.Contains(out, `"points": 40`) {
		t.Errorf("inspect tells nothing of the past: %s", out)
	}
	weights := filepath.Join(dir, "a.weights")
	done(t, "convert", a, "--format", "weights", weights)
	if done(t, "eval", "--checkpoint", weights, "--eps", "0.01") != done(t, "eval", "--checkpoint", a, "--eps", "0.01") {
		t.Error("the weights alone have other fields")
	}
	refused(t, call("", "train", "--resume", weights), "not resumed")
	refused(t, call("", "inspect", weights), "not resumed")
	refused(t, call("", "convert", a, c), "--force")
	refused(t, call("", "convert", a), "OUT is missing")
	refused(t, call("", "convert", a, b, c), "unexpected")
	refused(t, call("", "convert", a, "--format", "3", c), "format")
	refused(t, call("", "convert", filepath.Join(dir, "no"), c), "no such file")
	refused(t, call("", "inspect", filepath.Join(dir, "no")), "no such file")
	refused(t, call("", "inspect"), "FILE is missing")
}

// What a checkpoint tells of the past reaches the record of the run that goes on.
func TestResumedRecordKnowsThePast(t *testing.T) {
	dir := t.TempDir()
	a, whole, parts := filepath.Join(dir, "a.ckpt"), filepath.Join(dir, "w.json"), filepath.Join(dir, "p.json")
	done(t, small("--out", whole)...)
	done(t, small("--checkpoint", a, "--stop-at", "17")...)
	done(t, "train", "--resume", a, "--checkpoint", a, "--out", parts)
	w, p := readRecord(t, whole), readRecord(t, parts)
	if len(p.History.Steps) != len(w.History.Steps) || p.Gradient.Steps != 40 || p.Gradient.ConflictRate != w.Gradient.ConflictRate || !(p.Before > 0) || p.History.Seconds[39] < p.Before {
		t.Errorf("%d points of %d, %d steps with gradients, %g seconds before", len(p.History.Steps), len(w.History.Steps), p.Gradient.Steps, p.Before)
	}
}

// A run that fails says what it kept also when nothing can be kept.
func TestNothingCanBeKept(t *testing.T) {
	if got := rescue(filepath.Join(t.TempDir(), "x"), nil); !strings.Contains(got, "instead") {
		t.Error(got)
	}
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	if got := rescue("x", nil); !strings.Contains(got, "either") {
		t.Error(got)
	}
	if err := reason(&os.LinkError{Err: errors.New("why")}); err.Error() != "why" {
		t.Error(err)
	}
}
