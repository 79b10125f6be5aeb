package train

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc64"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/optim"
)

func checkpoint(t *testing.T, s *Session) []byte {
	t.Helper()
	data, err := s.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// continues checks that a checkpoint taken after a few steps goes on with the bits of the run it was taken from.
func continues(t *testing.T, c Config, before, after int) {
	t.Helper()
	s := newSession(t, c)
	advance(t, s, before)
	data := checkpoint(t, s)
	r, err := Resume(data)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Config().Equal(s.Config()) || r.Steps() != before {
		t.Fatalf("resumed at step %d with %+v", r.Steps(), r.Config())
	}
	if again := checkpoint(t, r); !bytes.Equal(data, again) {
		t.Fatal("the checkpoint of a resumed run differs from its own")
	}
	want, got := advance(t, s, after), advance(t, r, after)
	if err := bitEqual(want, got); err != nil {
		t.Fatalf("losses after resume: %v", err)
	}
	if err := bitEqual(parameters(s), parameters(r)); err != nil {
		t.Fatalf("parameters after resume: %v", err)
	}
}

func TestResumeContinuesWithTheSameBits(t *testing.T) {
	for _, operator := range operatorNames() {
		for _, momentum := range []string{optim.TaskMomentum, optim.RawMomentum} {
			for _, precision := range []string{"float32", "float64"} {
				t.Run(operator+"/"+momentum+"/"+precision, func(t *testing.T) {
					c := small()
					c.Operator, c.Momentum, c.Precision = operator, momentum, precision
					continues(t, c, 0, 1)
					continues(t, c, 4, 3)
				})
			}
		}
	}
}

func TestResumeOfEveryOptimizerMetricScheduleAndPartition(t *testing.T) {
	for _, o := range optim.Specs() {
		for _, metric := range []string{optim.Euclidean, optim.Preconditioned} {
			c := small()
			before, after := 6, 6
			if optim.Linear(o.Name) { // dear, and every step is a solve of its own
				before, after = 1, 1
			}
			if _, lm := optim.Plan(o.Name); lm { // dear; TestResumeOfLevenberg has every phase
				c = tiny(o.Name)
				before, after = 1, 1
			}
			c.Optimizer, c.Metric = o.Name, metric
			t.Run(o.Name+"/"+metric, func(t *testing.T) { continues(t, c, before, after) })
		}
	}
	for _, schedule := range []string{optim.Cosine, optim.Exponential, optim.Constant} {
		c := small()
		c.Schedule = schedule
		t.Run(schedule, func(t *testing.T) { continues(t, c, 3, 3) })
	}
	for _, by := range partitions {
		c := small()
		c.TasksBy = by
		t.Run(by, func(t *testing.T) { continues(t, c, 3, 3) })
	}
}

func TestResumeOfEveryForm(t *testing.T) {
	nativeOnly(t)
	for _, c := range forms(t) {
		t.Run(name(c), func(t *testing.T) { continues(t, c, 1, 1) })
	}
}

// refused checks that data is refused with one line and no panic.
func refused(t *testing.T, what string, data []byte) {
	t.Helper()
	s, err := Resume(data)
	if err == nil || s != nil {
		t.Fatalf("%s was accepted", what)
	}
	if !strings.HasPrefix(err.Error(), "checkpoint: ") || strings.Contains(err.Error(), "\n") {
		t.Fatalf("%s: %q", what, err)
	}
}

// inFirstFormat is a checkpoint in version 1 of the format.
func inFirstFormat(t *testing.T, data []byte) []byte {
	t.Helper()
	first, err := FirstFormat(data)
	if err != nil {
		t.Fatal(err)
	}
	return first
}

func damagedRun(t *testing.T) []byte {
	c := small()
	c.Width, c.Depth = 2, 1
	s := newSession(t, c)
	advance(t, s, 2)
	return checkpoint(t, s)
}

// stride walks over every byte near the ends of n bytes and over some of those between, where all are alike to the checksum.
func stride(i, n int) int {
	if i < 64 || i > n-64 {
		return 1
	}
	return 13
}

// inBothFormats calls test with a checkpoint in each version of the format.
func inBothFormats(t *testing.T, test func(t *testing.T, data []byte)) {
	data := damagedRun(t)
	t.Run("version 1", func(t *testing.T) { test(t, inFirstFormat(t, data)) })
	t.Run("version 2", func(t *testing.T) { test(t, data) })
}

func TestTruncatedCheckpointsAreRefused(t *testing.T) {
	inBothFormats(t, func(t *testing.T, data []byte) {
		for n := 0; n < len(data); n += stride(n, len(data)) {
			refused(t, "a truncated checkpoint", data[:n])
		}
		refused(t, "no data", nil)
		refused(t, "a checkpoint with a byte more", append(bytes.Clone(data), 0))
		refused(t, "two checkpoints", append(bytes.Clone(data), data...))
	})
}

func TestFlippedBitsAreRefused(t *testing.T) {
	inBothFormats(t, func(t *testing.T, data []byte) {
		for i := 0; i < len(data); i += stride(i, len(data)) {
			bad := bytes.Clone(data)
			bad[i] ^= 1 << (i % 8)
			refused(t, "a checkpoint with a flipped bit", bad)
		}
	})
}

func TestGarbageIsRefused(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for n := range 300 {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(rng.Uint32())
		}
		refused(t, "garbage", b)
		refused(t, "garbage behind the magic line", append([]byte(firstMagic), b...))
		refused(t, "garbage with a checksum", seal(append([]byte(firstMagic), b...)))
	}
}

// seal appends the checksum: what damage that got past it would look like.
func seal(b []byte) []byte {
	return append(bytes.Clone(b), checksum(b)...)
}

// split takes a checkpoint apart; join puts one together with a valid checksum.
func split(t *testing.T, data []byte) (head map[string]any, body []byte) {
	t.Helper()
	at := len(firstMagic)
	n := int(binary.LittleEndian.Uint32(data[at:]))
	if err := json.Unmarshal(data[at+4:at+4+n], &head); err != nil {
		t.Fatal(err)
	}
	return head, data[at+4+n : len(data)-crc64.Size]
}

func join(head any, body []byte) []byte {
	h, _ := json.Marshal(head)
	b := append([]byte(firstMagic), binary.LittleEndian.AppendUint32(nil, uint32(len(h)))...)
	return seal(append(append(b, h...), body...))
}

func TestWrongHeadersAreRefused(t *testing.T) {
	data := inFirstFormat(t, damagedRun(t))
	head, body := split(t, data)
	if _, err := Resume(join(head, body)); err != nil {
		t.Fatalf("an untouched checkpoint put together again: %v", err)
	}
	change := func(what string, f func(h, config map[string]any)) {
		h, _ := split(t, data)
		f(h, h["config"].(map[string]any))
		refused(t, what, join(h, body))
	}
	for key, values := range map[string][]any{
		"problem": {"nonsense", 3, nil, []int{1}}, "operator": {"nonsense", "graddrop"}, "optimizer": {"nonsense"}, "momentum": {"nonsense"},
		"schedule": {"nonsense"}, "tasksBy": {"nonsense"}, "initial": {"nonsense"}, "head": {"nonsense"}, "precision": {"float16", "float64"}, "formulation": {"nonsense"},
		"tasks": {-1, 33, 1e9, 1.5, "3"}, "points": {-1, 1e9}, "width": {-1, 3, 1e9}, "depth": {-1, 2, 1e9}, "steps": {-1, 1e300}, "seed": {-1, 0.5},
		"epsMin": {-1, 2, 1e-13}, "rate": {-1, 2},
	} {
		for _, v := range values {
			if key == "problem" && v == nil {
				continue // a missing name is the default's
			}
			change("a checkpoint of "+key, func(h, config map[string]any) { config[key] = v })
		}
	}
	change("an unknown field", func(h, config map[string]any) { h["surprise"] = 1 })
	change("an unknown field of the configuration", func(h, config map[string]any) { config["surprise"] = 1 })
	change("negative steps", func(h, config map[string]any) { h["steps"] = -1 })
	change("steps beyond counting", func(h, config map[string]any) { h["steps"] = 1e30 })
	change("no generator", func(h, config map[string]any) { h["random"] = nil })
	change("a short generator", func(h, config map[string]any) { h["random"] = []byte("pcg:") })
	change("no operator", func(h, config map[string]any) { delete(h, "operator") })
	change("another operator's state", func(h, config map[string]any) { config["operator"] = "config" })
	change("an operator that is a list", func(h, config map[string]any) { h["operator"] = []int{1, 2} })
	change("no configuration", func(h, config map[string]any) { h["config"] = 1 })

	for _, n := range []int{0, 1, len(body) - 1, len(body) - 8} {
		refused(t, "short vectors", join(head, body[:n]))
	}
	refused(t, "long vectors", join(head, append(bytes.Clone(body), make([]byte, 8)...)))
	refused(t, "a header that is a list", join([]int{1}, body))
	refused(t, "an empty header", join(struct{}{}, body))
	for _, n := range []uint32{0, 1, 1 << 20, 1<<20 + 1, math.MaxUint32} {
		b := append([]byte(firstMagic), binary.LittleEndian.AppendUint32(nil, n)...)
		refused(t, "a wrong length of the header", seal(append(b, body...)))
	}
	refused(t, "another version", append([]byte(strings.Replace(firstMagic, "1", "2", 1)), data[len(firstMagic):]...))
}

// FuzzResume: whatever the bytes, Resume returns an error or a session that can take a step. The checksum is made valid, or
// nothing behind it would ever be reached.
func FuzzResume(f *testing.F) {
	c := small()
	c.Width, c.Depth, c.Tasks, c.Points = 2, 1, 2, 4
	for _, operator := range []string{"hrgrad", "ls"} {
		for _, momentum := range []string{optim.TaskMomentum, optim.RawMomentum} {
			c.Operator, c.Momentum = operator, momentum
			s, err := New(c)
			if err != nil {
				f.Fatal(err)
			}
			if _, err := s.Step(); err != nil {
				f.Fatal(err)
			}
			data, err := s.Checkpoint()
			if err != nil {
				f.Fatal(err)
			}
			first, err := FirstFormat(data)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(first[:len(first)-crc64.Size])
		}
	}
	f.Add([]byte(firstMagic))
	f.Add([]byte("HRGRAD checkpoint 1\n\x02\x00\x00\x00{}"))
	f.Add([]byte("HRGRAD checkpoint 1\n\xff\xff\xff\xff{}"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if tooLarge(body) {
			t.Skip("a run of this size is legal, but too large to build thousands of times")
		}
		s, err := Resume(seal(body))
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("error of several lines: %q", err)
			}
			return
		}
		if _, err := s.Step(); err != nil && strings.Contains(err.Error(), "\n") {
			t.Fatalf("error of several lines: %q", err)
		}
	})
}

// tooLarge tells whether the header asks for more than a small network.
func tooLarge(body []byte) bool {
	at := len(firstMagic) + 4
	if len(body) < at {
		return false
	}
	n := int(binary.LittleEndian.Uint32(body[at-4:]))
	if n < 0 || n > len(body)-at {
		return false
	}
	var h header
	if json.NewDecoder(bytes.NewReader(body[at:at+n])).Decode(&h) != nil {
		return false
	}
	c, err := h.Config.Normalize()
	return err == nil && (c.Width > 32 || c.Depth > 3 || c.Points > 200 || c.Tasks > 12)
}
