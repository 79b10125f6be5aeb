package main

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A problem in a plane from the command line: training with errors of the flux as a vector, evaluation in all formats, f over angles, and
// the checks of the physics.
func TestPlaneProblem(t *testing.T) {
	dir := t.TempDir()
	file, out := filepath.Join(dir, "p.ckpt"), filepath.Join(dir, "p.json")
	done(t, "train", "--problem", "transport2d-mode", "--steps", "5", "--points", "8", "--width", "6", "--depth", "1", "--tasks", "2", "--eps-min", "0.1",
		"--checkpoint", file, "--out", out, "--progress", "none")
	rec := readRecord(t, out)
	if f := rec.Errors.Fields; len(f) != 2 || f[0] != "rho" || f[1] != "flux" {
		t.Errorf("measured fields %v", f)
	}
	if n := len(rec.OverTime); n != 6 || rec.OverTime[n-1].T != 2 || rec.OverTime[0].T != 0.004 || len(rec.OverTime[2].Rows) != len(rec.Errors.Rows) {
		t.Errorf("%d tables over time", n)
	}

	args := []string{"eval", "--checkpoint", file, "--eps", "0.3", "--t", "0", "--nx", "4", "--ny", "3"}
	text := done(t, args...)
	if !strings.HasPrefix(text, "x,y,rho,flux_x,flux_y\n") {
		t.Fatalf("header of %q", text)
	}
	columns := readColumns(t, text)
	for i, x := range columns["x"] {
		y := columns["y"][i]
		wantX, wantY := 4*math.Pi*(float64(i%4)+0.5)/4, 4*math.Pi*(float64(i/4)+0.5)/3
		if math.Abs(x-wantX) > 1e-12 || math.Abs(y-wantY) > 1e-12 {
			t.Errorf("point %d at (%g, %g)", i, x, y)
		}
		if want := 1 + 0.5*math.Cos((x+y)/2); math.Abs(columns["rho"][i]-want) > 1e-6 {
			t.Errorf("initial density %g at (%g, %g), want %g", columns["rho"][i], x, y, want)
		}
	}
	npy := done(t, append(args, "--format", "npy")...)
	head := 10 + int(binary.LittleEndian.Uint16([]byte(npy)[8:]))
	if head%64 != 0 || !strings.Contains(npy[:head], "'shape': (12, 5)") || len(npy) != head+8*12*5 {
		t.Errorf("npy of %d bytes with header %q", len(npy), npy[:head])
	}
	if v := math.Float64frombits(binary.LittleEndian.Uint64([]byte(npy)[head+8*5*7+16:])); v != columns["rho"][7] {
		t.Errorf("rho of point 7 is %v in npy, %v in csv", v, columns["rho"][7])
	}
	f := readColumns(t, done(t, append(args, "--distribution", "--nv", "2")...))
	if len(f["f"]) != 24 || len(f["angle"]) != 24 {
		t.Errorf("%d values of f", len(f["f"]))
	}
	var checks struct{ Checks []physicsRow }
	if err := json.Unmarshal([]byte(done(t, "eval", "--checkpoint", file, "--eps", "0.3", "--conservation", "--format", "json")), &checks); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, row := range checks.Checks {
		found[row.Check] = row.Network != nil
	}
	for _, check := range []string{"mass", "drift of mass", "least rho", "least f", "asymmetry in x=y"} {
		if !found[check] {
			t.Errorf("no %s among %v", check, found)
		}
	}
	for _, name := range plotFormats() {
		figure := filepath.Join(dir, "maps"+name)
		caption := done(t, "plot", "--checkpoint", file, "--eps", "1,0.3", "--t", "0.5", "--nx", "12", "--out", figure)
		for _, part := range []string{"(a) density ρ; (b) flux", "Below each row its deterministic reference", "(c) flux_y, t = 0.5: "} {
			if !strings.Contains(caption, part) {
				t.Errorf("the caption %q lacks %q", caption, part)
			}
		}
		content, err := os.ReadFile(figure)
		if err != nil || len(content) < 5000 {
			t.Errorf("a figure of %d bytes, %v", len(content), err)
		}
		for _, part := range []string{">(a) network, ε = 1<", ">reference, ε = 0.3<", ">y<"} {
			if name == ".svg" && !strings.Contains(string(content), part) {
				t.Errorf("the SVG lacks %s", part)
			}
		}
	}
	refused(t, call("", "plot", "--checkpoint", file, "--eps", "1,0.3,0.1", "--width", "85"), "up to 2 numbers for maps in a width of 85 mm")
	refused(t, call("", "plot", "--checkpoint", file, "--eps", "1", "--width", "40"), "width: 40 given, allowed is 46 to 500 mm")
	refused(t, call("", "plot", "--checkpoint", file, "--eps", "1", "--nx", "401"), "nx: 401 given, allowed is 2 to 400")
	refused(t, call("", append(args, "--ny", "0")...), "ny")
	refused(t, call("", append(args, "--nv", "0", "--distribution")...), "nv")
	refused(t, call("", append(args, "--conservation", "--distribution")...), "conservation")
	refused(t, call("", "reference", "--problem", "transport-mode", "--eps", "0.1", "--ny", "4"), "ny")
	refused(t, call("", "reference", "--problem", "transport-smooth-file", "--eps", "1e-3", "--distribution", "--nx", "2"), "distribution")
}

// Directions on the unit sphere are a setting of problems in the plane alone, the checkpoint keeps it, and eval compares with the reference for it.
func TestDirections(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sphere.ckpt")
	done(t, "train", "--problem", "transport2d-mode", "--directions", "sphere", "--steps", "2", "--width", "4", "--depth", "1", "--points", "4", "--tasks", "2", "--checkpoint", file)
	at := []string{"--eps", "0.5", "--t", "0", "--nx", "3", "--ny", "3"}
	net := readColumns(t, done(t, append([]string{"eval", "--checkpoint", file}, at...)...))
	known := map[string]map[string][]float64{}
	for _, directions := range []string{"circle", "sphere"} {
		known[directions] = readColumns(t, done(t, append([]string{"reference", "--problem", "transport2d-mode", "--directions", directions}, at...)...))
	}
	far := 0.0
	for i, flux := range net["flux_x"] { // initial data hold by construction, and their flux tells the two apart
		if d := math.Abs(flux - known["sphere"]["flux_x"][i]); d > 1e-5 {
			t.Errorf("flux %g, reference %g", flux, known["sphere"]["flux_x"][i])
		}
		far = max(far, math.Abs(flux-known["circle"]["flux_x"][i]))
	}
	if far < 1e-3 {
		t.Errorf("fluxes of the circle differ by %g only", far)
	}
	refused(t, call("", "train", "--problem", "bgk-smooth", "--directions", "sphere", "--steps", "1"), "none for bgk-smooth")
	refused(t, call("", "train", "--problem", "transport2d-mode", "--directions", "ball", "--steps", "1"), "circle, sphere")
	refused(t, call("", "train", "--problem", "transport2d-pulse", "--directions", "sphere", "--optimizer", "solve"), "circle with head spectral")
	refused(t, call("", "reference", "--problem", "transport-mode", "--directions", "circle", "--eps", "1"), "none for transport-mode")
}
