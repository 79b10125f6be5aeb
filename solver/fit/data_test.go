package fit_test

import (
	"math"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/fit"
	"github.com/hrgrad/hrgrad/solver/input"
)

func TestRead(t *testing.T) {
	d := read(t, "\xef\xbb\xbfeps, x ,t,flux,rho,sigma,sigma_rho\r\n0.1,0.5,1,2,3,0.5,\r\n\r\n# a remark\r\n1e-3, 1,2,,4,0.5,0.25\r\n")
	want := []fit.Value{
		{T: 1, X: 0.5, Eps: 0.1, Field: 0, Value: 3, Sigma: 0.5, Line: 2}, {T: 1, X: 0.5, Eps: 0.1, Field: 1, Value: 2, Sigma: 0.5, Line: 2},
		{T: 2, X: 1, Eps: 1e-3, Field: 0, Value: 4, Sigma: 0.25, Line: 5},
	}
	if len(d.Values) != len(want) || !d.Sigmas {
		t.Fatalf("%+v", d)
	}
	for i, v := range want {
		if d.Values[i] != v {
			t.Errorf("value %d is %+v, want %+v", i, d.Values[i], v)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"":                                    "header line",
		"t,x,eps,rho":                         "below the header",
		"t,x,eps,rho\n":                       "below the header",
		"t,x,eps":                             "at least one of rho, flux",
		"t,x,rho\n1,1,1":                      "header, eps",
		"t,x,eps,roh\n":                       "nearest: rho",
		"t,x,eps,rho,rho\n":                   "every column once",
		"t,x,eps,rho\n1,0.5,0.1":              "line 2: \"3 columns\" given, allowed is 4",
		"t,x,eps,rho\n1,0.5,0.1,2\n1,,0.1,1":  "line 3, column x",
		"t,x,eps,rho\n1,0.5,0.1,two":          `line 2, column rho: "two" given`,
		"t,x,eps,rho\n1,0.5,0.1,NaN":          "line 2, column rho",
		"t,x,eps,rho\n1,0.5,0.1,1e999":        "line 2, column rho",
		"t,x,eps,rho\n3,0.5,0.1,1":            "line 2, column t: 3 given, allowed is 0 to 2",
		"t,x,eps,rho\n1,-0.5,0.1,1":           "line 2, column x: -0.5 given, allowed is 0 to 1",
		"t,x,eps,rho\n1,0.5,1e-4,1":           "line 2, column eps: 0.0001 given, allowed is 0.001 to 1",
		"t,x,eps,rho\n1,0.5,0.1,":             "at least one field",
		"t,x,eps,rho,sigma\n1,0.5,0.1,1,0":    "line 2, column sigma: 0 given, allowed is above 0",
		"t,x,eps,rho,sigma\n1,0.5,0.1,1,":     "sigma of rho",
		"t,x,eps,rho\n1,0.5,\"0.1,1\n":        "line",
		"t;x;eps;rho\n1;0.5;0.1;1":            "commas between them",
		strings.Repeat("a", fit.MaxSize+1):    "bytes",
		"t,x,eps,rho\n1,0.5,0.1,\"\x00\x01\"": "line 2, column rho",
	} {
		_, err := fit.Read([]byte(text), problem, within)
		if !input.Is(err) || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.40q: %v, want %q", text, err, says)
		}
	}
	many := "t,x,eps,rho" + strings.Repeat("\n1,0.5,0.1,1", fit.MaxValues+1)
	if _, err := fit.Read([]byte(many), problem, within); !input.Is(err) {
		t.Errorf("too many values: %v", err)
	}
}

// FuzzRead: whatever the text, Read refuses it in one line or returns finite values inside the domain.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"t,x,eps,rho,sigma\n1,0.5,0.1,2,0.1\n", "x,t,eps,flux\n0,0,1,\"1\"", "t,x,eps,rho\n1,2", "\"", "#\n\n,", "t,x,eps,rho,sigma_rho\r\n1e0,+.5,0x1p-3,-1,1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := fit.Read([]byte(text), problem, within)
		if err != nil {
			if !input.Is(err) || strings.TrimSpace(err.Error()) == "" {
				t.Fatalf("error %q", err)
			}
			return
		}
		for _, v := range d.Values {
			if math.IsNaN(v.Value) || math.IsInf(v.Value, 0) || v.T < 0 || v.T > 2 || v.X < 0 || v.X > 1 || v.Eps < 1e-3 || v.Eps > 1 || v.Sigma < 0 || (v.Sigma > 0) != d.Sigmas || v.Field < 0 || v.Field > 1 {
				t.Fatalf("%+v", v)
			}
		}
	})
}
