package train

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/safetensors"
)

// FuzzMetadata: whatever the texts of a checkpoint's metadata, Resume and PastOf return an error of one line or a session that can take a
// step. The checksum is made valid, or nothing behind it would ever be reached.
func FuzzMetadata(f *testing.F) {
	c := small()
	c.Width, c.Depth, c.Tasks, c.Points = 2, 1, 2, 4
	s, err := New(c)
	if err != nil {
		f.Fatal(err)
	}
	data, err := s.Checkpoint()
	if err != nil {
		f.Fatal(err)
	}
	file, err := safetensors.Decode(data, nil)
	if err != nil {
		f.Fatal(err)
	}
	get := func(key string) string { v, _ := file.Get(key); return v }
	past := `{"seconds":1,"history":{"every":1,"steps":[1],"seconds":[1],"rate":[1],"losses":[[1]],"total":[1],"minCosine":[null]},"gradient":{"steps":1}}`
	f.Add("2", get(keyConfig), get(keySteps), get(keyRandom), get(keyOperator), past)
	f.Add("3", "{}", "0", "", "null", "")
	f.Add("2", `{"width":1e9}`, "-1", "AAAA", "{", `{"history":{"steps":[3,1]}}`)
	f.Add("2", `{"problem":"{"}`, "1e9", "cGNnOg==", `{"version":9}`, "{}")
	f.Fuzz(func(t *testing.T, version, config, steps, random, operator, past string) {
		var h Config
		if json.Unmarshal([]byte(config), &h) == nil {
			if n, err := h.Normalize(); err == nil && (n.Width > 32 || n.Depth > 3 || n.Points > 200 || n.Tasks > 12) {
				t.Skip("legal, but too large to build thousands of times")
			}
		}
		g := &safetensors.File{Tensors: file.Tensors, Metadata: []safetensors.Text{{Key: keyFormat, Value: checkpointFormat}, {Key: keyVersion, Value: version}, {Key: safetensors.Checksum},
			{Key: keyConfig, Value: config}, {Key: keySteps, Value: steps}, {Key: keyRandom, Value: random}, {Key: keyOperator, Value: operator}, {Key: keyPast, Value: past}}}
		data, err := safetensors.Encode(g)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := PastOf(data); err != nil && strings.Contains(err.Error(), "\n") {
			t.Fatalf("error of several lines: %q", err)
		}
		s, err := Resume(data)
		if err == nil {
			_, err = s.Step()
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Fatalf("error of several lines: %q", err)
		}
	})
}

// FuzzSettings: whatever text a setting gets, from a link, a flag or a form, it is refused with one line, or the configuration
// survives the way through text and JSON unchanged.
func FuzzSettings(f *testing.F) {
	for _, s := range settings {
		for _, text := range []string{"", "0", "-0", "1", "1e3", "0x10", "1e-150", "NaN", "Inf", "0,5", "constructor", "micro=0.5,initial=10", "18446744073709551615", s.Default} {
			f.Add(s.Key, text, "problem", "transport-smooth")
		}
	}
	f.Add("__proto__", "1", "constructor", "1")
	f.Fuzz(func(t *testing.T, key, text, key2, text2 string) {
		c, err := FromValues(Values{key: text, key2: text2})
		if err == nil {
			c, err = c.Normalize()
		}
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("error of several lines: %q", err)
			}
			return
		}
		d, err := FromValues(c.Values())
		if err != nil || !d.Equal(c) {
			t.Fatalf("%+v came back as %+v, %v", c, d, err)
		}
		data, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var e Config
		if err := json.Unmarshal(data, &e); err != nil || !e.Equal(c) {
			t.Fatalf("%s came back as %+v, %v", data, e, err)
		}
		if n, err := c.Normalize(); err != nil || !n.Equal(c) {
			t.Fatalf("normalised twice: %+v and %+v, %v", c, n, err)
		}
	})
}
