package train

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/safetensors"
)

// metadata of a checkpoint with one text replaced; empty: removed. The checksum is made right.
func retext(t *testing.T, data []byte, key, value string) []byte {
	t.Helper()
	f, err := safetensors.Decode(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	f.Metadata = slices.DeleteFunc(f.Metadata, func(x safetensors.Text) bool { return x.Key == key })
	if value != "" {
		f.Metadata = append(f.Metadata, safetensors.Text{Key: key, Value: value})
	}
	out, err := safetensors.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestVersionsAndOtherFilesAreNamed(t *testing.T) {
	data := damagedRun(t)
	if _, err := Resume(retext(t, data, "steps", "2")); err != nil {
		t.Fatalf("an untouched checkpoint put together again: %v", err)
	}
	other, err := safetensors.Encode(&safetensors.File{Tensors: []safetensors.Tensor{{Name: "w", DType: safetensors.F32, Shape: []int{1}, Data: make([]byte, 4)}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what    string
		data    []byte
		mention string
	}{
		{"a newer version", retext(t, data, keyVersion, "3"), `version "3"`},
		{"a newer version with an unknown member", retext(t, retext(t, data, keyVersion, "12"), "surprise", "1"), `version "12"`},
		{"a newer file of the first layout", []byte("HRGRAD checkpoint 3\nwhatever"), `version "3"`},
		{"no version", retext(t, data, keyVersion, ""), "version"},
		{"another format", retext(t, data, keyFormat, "pt"), "not an HRGrad checkpoint"},
		{"another program's safetensors", other, "not an HRGrad checkpoint"},
		{"a text", []byte("To whom it may concern"), `"To whom it may c"`},
		{"a zip file", []byte("PK\x03\x04"), "not an HRGrad checkpoint"},
		{"no checksum", retext(t, data, safetensors.Checksum, ""), "checksum"},
		{"an unknown text", retext(t, data, "surprise", "1"), "surprise"},
		{"negative steps", retext(t, data, keySteps, "-1"), "steps"},
		{"an unknown setting", retext(t, data, keyConfig, `{"surprise":1}`), "surprise"},
		{"another network", retext(t, data, keyConfig, strings.Replace(text(t, data, keyConfig), `"width":2`, `"width":1`, 1)), "needs"},
		{"another precision", retext(t, data, keyConfig, strings.Replace(text(t, data, keyConfig), "float32", "float64", 1)), "needs"},
	} {
		refused(t, c.what, c.data)
		if _, err := Resume(c.data); !strings.Contains(err.Error(), c.mention) {
			t.Errorf("%s: %v does not mention %s", c.what, err, c.mention)
		}
	}
}

func text(t *testing.T, data []byte, key string) string {
	t.Helper()
	f, err := safetensors.Decode(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	value, _ := f.Get(key)
	return value
}

// Files of version 1, written by the program that knew nothing else, go on as they would have; but for the one by Levenberg-Marquardt,
// whose batches are drawn in another way since (changelog, losses of Levenberg-Marquardt steps).
func TestFilesOfVersion1GoOn(t *testing.T) {
	files, err := filepath.Glob("testdata/version1/*.ckpt")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d files of version 1, %v", len(files), err)
	}
	var want map[string]string
	list, err := os.ReadFile("testdata/version1/losses.json")
	if err == nil {
		err = json.Unmarshal(list, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Resume(data)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		back, err := FirstFormat(checkpoint(t, s))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), `"length"`) { // settings that are younger than the file stand in the new one
			h, _, err := decodeFirst(back)
			if err != nil || h.Config.Length != optim.OwnLength {
				t.Errorf("%s: length %q, %v", file, h.Config.Length, err)
			}
		}
		_, a, _ := decodeFirst(data)
		if _, b, err := decodeFirst(back); err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: written again the vectors differ, %v", file, err)
		}
		hash := NewLossHash()
		for range 5 {
			r, err := s.Step()
			if err != nil {
				t.Fatal(err)
			}
			hash.Add(r.Losses)
		}
		if got := hash.String(); got != want[filepath.Base(file)] {
			t.Errorf("%s: losses %s, expected %s", file, got, want[filepath.Base(file)])
		}
	}
}

// The layers and the optimiser can be found by name, and all values are aligned.
func TestTensorsHaveNames(t *testing.T) {
	c := small()
	c.Width, c.Depth = 3, 1
	for _, optimizer := range []string{"soap", "adam"} {
		c.Optimizer = optimizer
		s := newSession(t, c)
		advance(t, s, 2)
		data := checkpoint(t, s)
		f, err := safetensors.Decode(data, nil)
		if err != nil {
			t.Fatal(err)
		}
		names := map[string][]int{}
		at := 8 + int(binary.LittleEndian.Uint64(data))
		for _, x := range f.Tensors {
			names[x.Name] = x.Shape
			size := 4
			if x.DType == safetensors.F64 {
				size = 8
			}
			if at%size != 0 {
				t.Errorf("%s: %s at byte %d", optimizer, x.Name, at)
			}
			at += len(x.Data)
		}
		for _, l := range s.params.Layers {
			if !slices.Equal(names["network."+l.Name+".weight"], []int{l.In, l.Out}) {
				t.Errorf("layer %s: %v", l.Name, names["network."+l.Name+".weight"])
			}
		}
		if names["optimizer.moment"] == nil || names["optimizer.task_moment.0"] == nil || names["optimizer.scalars"] == nil {
			t.Errorf("%s: %v", optimizer, names)
		}
	}
}

// A run that is interrupted and goes on has the history and the statistics of one that is not, and its time goes on.
func TestPastGoesOn(t *testing.T) {
	c := small()
	c.Steps = 900 // so that the history is thinned
	c.Width, c.Depth, c.Points = 2, 1, 4
	train := func(s *Session, past *Past, steps int) (*Record, []byte) {
		at := time.Duration(0)
		l := NewLoop(s, func() time.Duration { at += time.Millisecond; return at })
		r := NewRecord(l)
		if err := r.Continue(past, len(s.TaskNames())); err != nil {
			t.Fatal(err)
		}
		if err := l.Run(Budget{Steps: steps}); err != nil {
			t.Fatal(err)
		}
		data, err := WithPast(checkpoint(t, s), r.Past())
		if err != nil {
			t.Fatal(err)
		}
		return r, data
	}
	whole, end := train(newSession(t, c), nil, 900)
	_, data := train(newSession(t, c), nil, 433)
	for _, stop := range []int{434, 700, 900} {
		s, err := Resume(data)
		if err != nil {
			t.Fatal(err)
		}
		past, err := PastOf(data)
		if err != nil || past == nil || past.History.Steps[len(past.History.Steps)-1] != s.Steps() || past.Gradient.Steps != s.Steps() {
			t.Fatalf("past of step %d: %+v, %v", s.Steps(), past, err)
		}
		var r *Record
		if r, data = train(s, past, stop); stop == 900 {
			if fmt.Sprint(r.History.Steps, r.History.Total) != fmt.Sprint(whole.History.Steps, whole.History.Total) {
				t.Errorf("history of the interrupted run\n%v\nof the other\n%v", r.History.Steps, whole.History.Steps)
			}
			if a, b := r.Gradient, whole.Gradient; a.Steps != b.Steps || a.ConflictRate != b.ConflictRate || a.MinCosine != b.MinCosine || fmt.Sprint(a.Paths) != fmt.Sprint(b.Paths) {
				t.Errorf("statistics of the interrupted run\n%+v\nof the other\n%+v", a, b)
			}
			if a, b := r.Past().Seconds, whole.Past().Seconds; a < 0.85 || b < 0.85 {
				t.Errorf("%g and %g seconds of training", a, b)
			}
		}
	}
	other, err := WithPast(end, &Past{Seconds: 1})
	if err != nil {
		t.Fatal(err)
	}
	if StateHash(data) != StateHash(end) || StateHash(other) != StateHash(end) || StateHash(end) == "" || bytes.Equal(other, end) {
		t.Error("the hash of the state depends on the past")
	}
	first, err := FirstFormat(end)
	if err != nil || StateHash(first) != StateHash(end) {
		t.Errorf("the hash of the state depends on the version, %v", err)
	}
	for _, bad := range []string{`{"seconds":-1}`, `{"history":{"steps":[1]}}`, `{`, `{"history":{"steps":[2,1],"seconds":[1,1],"rate":[1,1],"losses":[[1],[1]],"total":[1,1],"minCosine":[null,null]}}`} {
		if p, err := PastOf(retext(t, end, keyPast, bad)); err == nil {
			t.Errorf("past %s was accepted: %+v", bad, p)
		}
	}
}
