//go:build !js

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Figures have the width that was asked for in every format, hold a curve and a name for each Knudsen number and a letter for each
// panel, and their caption says what is needed to repeat them, with the errors of the run's own table.
func TestFigure(t *testing.T) {
	dir := t.TempDir()
	checkpoint, run := filepath.Join(dir, "a.ckpt"), filepath.Join(dir, "run.json")
	done(t, small("--eps-min", "1e-6", "--checkpoint", checkpoint, "--out", run, "--progress", "none")...)
	at := func(name string, more ...string) ([]byte, string) {
		file := filepath.Join(dir, name)
		text := done(t, append([]string{"plot", "--checkpoint", checkpoint, "--eps", "1,0.1,1e-6", "--out", file, "--width", "127", "--dpi", "100"}, more...)...)
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return content, text
	}
	svg, caption := at("a.svg")
	for _, part := range []string{">(a)<", ">(b)<", ">density ρ<", ">ε = 0.1<", ">ε = 1e−6<", ">reference<", "width=\"360pt\""} { // 127 mm are 360 points
		if !bytes.Contains(svg, []byte(part)) {
			t.Errorf("the SVG lacks %s", part)
		}
	}
	if again, _ := at("b.svg"); !bytes.Equal(svg, again) {
		t.Error("two figures of one checkpoint differ")
	}
	var r struct {
		Errors struct {
			Rows []struct {
				Eps    float64
				Fields map[string]float64
			}
		}
	}
	if text, err := os.ReadFile(run); err != nil || json.Unmarshal(text, &r) != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("(b) flux, t = 1: %.1e at ε = 1", r.Errors.Rows[0].Fields["flux"])
	for _, part := range []string{"transport-mode", "seed 7", "step 40", "hrgrad", want, "Knudsen numbers ε = 1, 0.1, 1e-6"} {
		if !strings.Contains(caption, part) {
			t.Errorf("caption %q lacks %q", caption, part)
		}
	}
	picture, _ := at("a.png", "--t", "0,0.5", "--field", "rho")
	size, err := png.DecodeConfig(bytes.NewReader(picture))
	if err != nil || size.Width != 500 {
		t.Errorf("%d pixels, want 500: %v", size.Width, err)
	}
	if pdf, _ := at("a.pdf", "--reference=false"); !bytes.HasPrefix(pdf, []byte("%PDF")) || !bytes.Contains(pdf, []byte("/FontFile2")) {
		t.Error("the PDF does not hold its fonts")
	}

	// Without --out the name tells what is shown; the caption may go to a file.
	t.Chdir(dir)
	if text := done(t, "plot", "--checkpoint", checkpoint, "--eps", "0.01", "--t", "0.5", "--field", "flux", "--caption", "c.txt"); text != "" {
		t.Errorf("printed %q", text)
	}
	for _, name := range []string{"transport-mode-flux-eps0.01-t0.5.pdf", "c.txt"} {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
	for mention, more := range map[string][]string{
		"eps: missing":        {"--eps", ""},
		"each once":           {"--eps", "1,1"},
		"up to 7":             {"--eps", "1,.9,.8,.7,.6,.5,.4,.3"},
		"1e-12 to 1":          {"--eps", "2"},
		"--extrapolate":       {"--eps", "1e-7"},
		"t: 3 given":          {"--t", "3"},
		`field: "u" given`:    {"--field", "u"},
		"each field once":     {"--field", "rho,rho"},
		"width: 5 given":      {"--width", "5"},
		"width: NaN given":    {"--width", "NaN"},
		"dpi: 5000 given":     {"--dpi", "5000"},
		"nx: 1 given":         {"--nx", "1"},
		".pdf, .svg, .png":    {"--out", "a.gif"},
		"is the checkpoint":   {"--caption", checkpoint},
		"is the figure":       {"--caption", "d.svg"},
		"no such file":        {"--checkpoint", "gone.ckpt"},
		"cannot write":        {"--out", filepath.Join("gone", "a.svg")},
		"unexpected argument": {"rest"},
		"kernels":             {"--kernels", "fast"},
		"no parameter":        {"--set", "a=1"},
	} {
		refused(t, call("", append([]string{"plot", "--checkpoint", checkpoint, "--eps", "0.1", "--out", "d.svg"}, more...)...), mention)
	}
}
