package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A network that fit has trained gives back the parameter at which its own values were taken; the second time it is there already.
func TestFit(t *testing.T) {
	dir := t.TempDir()
	problem, checkpoint := problemFile(t, "wave.json", waveFile), filepath.Join(dir, "wave.ckpt")
	data, residuals := filepath.Join(dir, "points.csv"), filepath.Join(dir, "residuals.csv")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(data, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("t,x,eps,rho\n0.1,0.5,0.1,1\n0.1,0.7,0.1,0.9")
	fit := []string{"fit", "--problem", problem, "--checkpoint", checkpoint, "--data", data}
	done(t, append(fit, "--steps", "20", "--check=false")...)
	table := strings.Split(strings.TrimSpace(done(t, "eval", "--checkpoint", checkpoint, "--eps", "0.1", "--nx", "30", "--set", "a=0.7")), "\n")
	text := "t,x,eps,rho,flux"
	for _, line := range table[1:] {
		text += "\n0.1," + strings.Replace(line, ",", ",0.1,", 1)
	}
	write(text)
	var got struct {
		Parameters []struct {
			Name        string
			Value       float64
			Determined  bool
			Min, Max    float64
			Spread      *float64
			Shift       *float64
			Bound, Note string
		}
		NetworkError map[string]float64
		Notes        []string
	}
	if err := json.Unmarshal([]byte(done(t, append(fit, "--json", "--residuals", residuals)...)), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Parameters) != 1 || got.Parameters[0].Name != "a" || math.Abs(got.Parameters[0].Value-0.7) > 1e-3 || got.Parameters[0].Shift == nil || got.NetworkError["rho"] == 0 {
		t.Errorf("%+v", got)
	}
	lines := strings.Split(strings.TrimSpace(readText(t, residuals)), "\n")
	if len(lines) != 61 || lines[0] != "line,t,x,eps,field,value,sigma,model,residual" {
		t.Errorf("residuals: %d lines, %s", len(lines), lines[0])
	}
	if out := done(t, "fit", "--checkpoint", checkpoint, "--data", data); !strings.Contains(out, "a ") || !strings.Contains(out, "misfit") || !strings.Contains(out, "own error") {
		t.Errorf("text: %s", out)
	}
	done(t, append(fit, "--check=false", "--residuals", filepath.Join(dir, "r.json"))...)
	var rows []residualRow
	if err := json.Unmarshal([]byte(readText(t, filepath.Join(dir, "r.json"))), &rows); err != nil || len(rows) != 60 {
		t.Errorf("%d rows, %v", len(rows), err)
	}

	other := problemFile(t, "other.json", strings.Replace(waveFile, "wave", "other", 1))
	small := makeCheckpoint(t, dir)
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"nothing":       {[]string{"fit"}, "data: missing"},
		"no network":    {[]string{"fit", "--data", data}, "checkpoint: missing"},
		"no data":       {[]string{"fit", "--checkpoint", checkpoint, "--data", dir + "/absent.csv"}, "no such file"},
		"other problem": {[]string{"fit", "--checkpoint", checkpoint, "--problem", other, "--data", data}, "another problem"},
		"no parameters": {[]string{"fit", "--checkpoint", small, "--data", data}, "parameters"},
		"trained":       {append(fit, "--steps", "9"), "steps: 9 given"},
		"both files":    {append(fit, "--residuals", dir), "residuals"},
		"over the data": {append(fit, "--residuals", data), "is the file of --data too"},
		"over the net":  {append(fit, "--residuals", checkpoint), "is the file of --checkpoint too"},
		"over problem":  {append(fit, "--residuals", problem), "is the problem file"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, call("", c.args...), c.says) })
	}
	for text, says := range map[string]string{
		"t,x,eps,rho\n0.1,0.5,0.1,no":   "line 2, column rho",
		"t,x,eps,rho\n0.1,1.5,0.1,1":    "line 2, column x: 1.5 given",
		"t,x,eps,rho\n0.1,0.5,1e-9,1":   "line 2, column eps",
		"t,x,eps,T\n0.1,0.5,0.1,1":      "header",
		"t,x,eps,rho\n0.1,0.5,0.1,1,2,": "6 columns",
	} {
		write(text)
		refused(t, call("", "fit", "--checkpoint", checkpoint, "--data", data), says)
		refused(t, call("", "fit", "--problem", problem, "--data", data), says) // before the training
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
