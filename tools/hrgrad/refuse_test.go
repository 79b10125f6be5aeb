package main

import (
	"os"
	"path/filepath"
	"testing"
)

// Every bad input gives one line and exit code 2 and leaves the folder as it was.
func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	ckpt := makeCheckpoint(t, dir)
	data, err := os.ReadFile(ckpt)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	flipped := append([]byte(nil), data...)
	flipped[len(flipped)/2] ^= 1
	half, garbled := file("half.ckpt", data[:len(data)/2]), file("garbled.ckpt", flipped)
	empty, text := file("empty.ckpt", nil), file("text.ckpt", []byte("not a checkpoint"))
	longer := file("longer.ckpt", append(append([]byte(nil), data...), 0))
	kept := file("kept.json", []byte("precious"))
	wall := file("wall.json", []byte(waveFile))
	missing, away := filepath.Join(dir, "missing"), filepath.Join(dir, "no", "such", "folder")

	eval := func(more ...string) []string {
		return append([]string{"eval", "--checkpoint", ckpt, "--eps", "0.1"}, more...)
	}
	ref := func(more ...string) []string {
		return append([]string{"reference", "--problem", "transport-mode", "--eps", "0.1"}, more...)
	}
	for _, c := range []struct {
		args    []string
		mention string
	}{
		{nil, "command"},
		{[]string{"fly"}, "fly"},
		{[]string{"problems", "extra"}, "extra"},
		{[]string{"operators", "--what"}, "what"},
		{[]string{"two\nlines"}, "command"},
		{small("--problem", "nope"), "problem"},
		{small("--operator", "nope"), "operator"},
		{small("--operator", ""), "operator"},
		{small("--optimizer", "nope"), "optimizer"},
		{small("--tasks", "0"), "tasks"},
		{small("--tasks", "-1"), "tasks"},
		{small("--tasks", "33"), "tasks"},
		{small("--tasks", "many"), "tasks"},
		{small("--steps", "0"), "steps"},
		{small("--steps", "1e3"), "steps"},
		{small("--eps-min", "0"), "eps-min"},
		{small("--eps-min", "-1"), "eps-min"},
		{small("--eps-min", "2"), "eps-min"},
		{small("--eps-min", "NaN"), "eps-min"},
		{small("--rate", "0"), "rate"},
		{small("--rate", "Inf"), "rate"},
		{small("--seed", "-1"), "seed"},
		{small("--workers", "0"), "workers"},
		{small("--head", "nope"), "head"},
		{small("--tasks-by", "nope"), "tasks-by"},
		{small("--initial", "nope"), "initial"},
		{small("--formulation", "nope"), "formulation"},
		{small("--precision", "float16"), "precision"},
		{small("--schedule", "nope"), "schedule"},
		{small("--momentum", "nope"), "momentum"},
		{small("--kernels", "nope"), "kernels"},
		{small("--progress", "nope"), "progress"},
		{small("--time-limit", "0"), "time-limit"},
		{small("--time-limit", "60"), "time-limit"},
		{small("--checkpoint-every", "-1s"), "checkpoint-every"},
		{small("--stop-at", "41"), "stop-at"},
		{small("--stop-at", "0"), "stop-at"},
		{small("--unknown", "1"), "unknown"},
		{small("stray"), "stray"},
		{small("--checkpoint", ""), "checkpoint"},
		{small("--checkpoint", away), "checkpoint"},
		{small("--out", away), "out"},
		{small("--out", dir), "out"},
		{small("--out", kept, "--checkpoint", away), "checkpoint"},
		{small("--out", kept, "--checkpoint", kept), "out"},
		{small("--out", kept, "--tasks", "0"), "tasks"},
		{small("--problem", wall, "--out", wall), "out: " + wall + " is the problem file"},
		{small("--problem", "wall", "--problems", filepath.Dir(wall), "--out", wall), "is the problem file"},
		{small("--problem", wall, "--checkpoint", wall, "--force"), "checkpoint: " + wall + " is the problem file"},
		{[]string{"compare", "--problem", "transport-mode," + wall, "--steps", "3", "--csv", wall}, "csv: " + wall + " is the problem file"},
		{small("--resume", missing), "missing"},
		{[]string{"train", "--resume", half, "--out", kept}, "checksum"},
		{[]string{"train", "--resume", garbled, "--checkpoint", kept}, "checksum"},
		{[]string{"train", "--resume", empty}, "not an HRGrad checkpoint"},
		{[]string{"train", "--resume", text}, "not an HRGrad checkpoint"},
		{[]string{"train", "--resume", longer}, "checksum"},
		{[]string{"train", "--resume", ckpt, "--operator", "ls"}, "operator"},
		{[]string{"train", "--resume", ckpt, "--seed", "8"}, "seed"},
		{[]string{"train", "--resume", ckpt, "--width", "9"}, "width"},
		{[]string{"train", "--resume", ckpt, "--steps", "6"}, "cosine"},
		{[]string{"train", "--resume", ckpt, "--steps", "4"}, "steps"},
		{[]string{"train", "--resume", ckpt, "--stop-at", "4"}, "stop-at"},
		{[]string{"eval", "--eps", "0.1"}, "checkpoint"},
		{[]string{"eval", "--checkpoint", missing, "--eps", "0.1"}, "missing"},
		{[]string{"eval", "--checkpoint", half, "--eps", "0.1"}, "checksum"},
		{[]string{"eval", "--checkpoint", ckpt}, "eps"},
		{eval("--eps", "0"), "eps"},
		{eval("--eps", "1.5"), "eps"},
		{eval("--eps", "NaN"), "eps"},
		{eval("--t", "2"), "t:"},
		{eval("--t", "-1"), "t:"},
		{eval("--nx", "0"), "nx"},
		{eval("--nx", "1000000000"), "nx"},
		{eval("--format", "xml"), "format"},
		{[]string{"reference", "--eps", "0.1"}, "problem"},
		{ref("--problem", "nope"), "problem"},
		{ref("--eps", "-0.1"), "eps"},
		{ref("--t", "1.5"), "t:"},
		{ref("--t", "NaN"), "t:"},
		{ref("--eps", "1e-150"), "eps: 1e-150 given, allowed is 1e-12 to 1"},
		{ref("--eps", "1e-320"), "1e-12 to 1"},
		{ref("--eps", "NaN"), "1e-12 to 1"},
		{ref("--eps", "-0"), "eps: -0 given"},
		{eval("--eps", "1e-13", "--extrapolate"), "1e-12 to 1"},
		{small("--eps-min", "1e-150"), "eps-min: 1e-150 given"},
		{small("--rate", "-0"), "rate: -0 given"},
		{small("--tasks", "-0"), "tasks: -0 given"},
		{smallRace("--operators", "hrgrad,ls:steps=50"), "equal steps"},
		{ref("--nx", "-3"), "nx"},
		{ref("--format", ""), "format"},
	} {
		before := contents(t, dir)
		refused(t, call("", c.args...), c.mention)
		if !same(before, contents(t, dir)) {
			t.Errorf("%v changed files", c.args)
		}
		if t.Failed() {
			t.Fatalf("command line %q", c.args)
		}
	}
}

func TestBadGram(t *testing.T) {
	for _, c := range []struct{ operator, in, mention string }{
		{"hrgrad", ``, "empty"},
		{"hrgrad", `{`, "standard input"},
		{"hrgrad", `[]`, "standard input"},
		{"hrgrad", `{}`, "gram"},
		{"hrgrad", `{"gram":[]}`, "gram"},
		{"hrgrad", `{"gram":[[1,0]]}`, "gram"},
		{"hrgrad", `{"gram":[[1,0],[0]]}`, "gram"},
		{"hrgrad", `{"gram":[[1,2],[2,1]]}`, "ram"},
		{"hrgrad", `{"gram":[[1,0.5],[0.4,1]]}`, "ram"},
		{"hrgrad", `{"gram":[[-1]]}`, "ram"},
		{"hrgrad", `{"gram":[[1e999]]}`, "standard input"},
		{"hrgrad", `{"gram":[[NaN]]}`, "standard input"},
		{"hrgrad", `{"gram":[["1"]]}`, "standard input"},
		{"hrgrad", `{"gram":[[1]],"losses":[1,2]}`, "losses"},
		{"hrgrad", `{"gram":[[1]],"lossess":[1]}`, "lossess"},
		{"hrgrad", `{"gram":[[1]]}{"gram":[[1]]}`, "more than one"},
		{"nope", `{"gram":[[1]]}`, "operator"},
		{"ls", `{"gram":[[null]]}`, "gram[0][0]: null given"},
		{"ls", `{"gram":[[1,0],[0,null]]}`, "gram[1][1]: null given"},
		{"ls", `{"gram":[null]}`, "gram"},
		{"ls", `{"gram":null}`, "gram"},
		{"ls", `{"gram":[[1]],"losses":[null]}`, "losses[0]: null given"},
		{"ls", `{"gram":[[1]],"gram":[[2]]}`, "twice"},
		{"ls", `{"GRAM":[[1]]}`, "GRAM"},
		{"ls", `{"gram":[[0,1],[1,0]]}`, "gram[1][0]"},
		{"ls", `{"gram":[[1,-0.9,-0.9],[-0.9,1,-0.9],[-0.9,-0.9,1]]}`, "semidefinite"},
		{"ls", `{"gram":[[1e301]]}`, "1e-300 to 1e+300"},
		{"ls", `{"gram":[[1,0],[0,1e-310]]}`, "1e-300 to 1e+300"},
		{"ls", `{"gram":[[1]]`, "EOF"},
	} {
		refused(t, call(c.in, "weights", "--operator", c.operator), c.mention)
		if t.Failed() {
			t.Fatalf("operator %s, input %q", c.operator, c.in)
		}
	}
}

// A flag that the optimiser does not look at is accepted, and a line says so; one that it uses is not mentioned.
func TestUnusedFlagsAreNoted(t *testing.T) {
	const problem = "transport-mode"
	for _, c := range []struct {
		args  []string
		notes string
	}{
		{[]string{"train", "--problem", problem, "--optimizer", "solve", "--steps", "1", "--width", "8", "--rate", "1e-3", "--operator", "upgrad"}, "hrgrad: operator: upgrad given, optimizer solve does not use it\nhrgrad: rate: 0.001 given, optimizer solve does not use it\n"},
		{[]string{"train", "--problem", problem, "--optimizer", "lm", "--steps", "1", "--width", "4", "--operator", "upgrad"}, ""},
		{[]string{"compare", "--problem", problem, "--seeds", "1", "--steps", "1", "--width", "8", "--operators", "ls", "--optimizer", "solve", "--momentum", "raw"}, "hrgrad: momentum: raw given, optimizer solve does not use it\n"},
		{[]string{"compare", "--problem", problem, "--seeds", "1", "--steps", "1", "--width", "8", "--operators", "hrgrad", "--optimizer", "solve,adam", "--momentum", "raw"}, ""},
		{[]string{"compare", "--problem", problem, "--seeds", "1", "--steps", "1", "--width", "8", "--operators", "ls,hrgrad", "--optimizer", "solve"}, "hrgrad: operators: hrgrad takes the steps of ls: optimizer solve does not use operator\n"},
		{[]string{"train", "--problem", problem, "--optimizer", "adam+lm", "--steps", "2", "--polish", "2", "--width", "4", "--schedule", "constant"}, "hrgrad: schedule: constant given, optimizer adam+lm does not use it\n"},
		{[]string{"train", "--problem", problem, "--steps", "1", "--width", "4", "--force", "--checkpoint-every", "1s"}, "hrgrad: checkpoint-every: given without --checkpoint, there is no file that it is for\nhrgrad: force: given without --checkpoint, there is no file that it is for\n"},
	} {
		r := call("", append(c.args, "--progress", "none")...)
		if r.code != 0 || r.err != c.notes {
			t.Errorf("%v: exit code %d, %q", c.args, r.code, r.err)
		}
	}
}
