package problemfile_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/problemfile"
)

var update = flag.Bool("update", false, "write the table of keys into the documentation")

// The table of keys in the documentation is made from Keys; -update writes it.
func TestDocumentation(t *testing.T) {
	const file = "../../site/docs/own-problem.md"
	const head, tail = "| key | what may stand there | |\n|---|---|---|\n", "Other keys are refused"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), head)
	_, after, closed := strings.Cut(rest, tail)
	if !ok || !closed {
		t.Fatalf("%s has no table of keys", file)
	}
	var b strings.Builder
	for _, k := range problemfile.Keys() {
		only := ""
		if k.Equation != "" {
			only = " (" + k.Equation + ")"
		}
		fmt.Fprintf(&b, "| `%s`%s | %s | %s |\n", k.Name, only, k.Form, k.Help)
	}
	want := before + head + b.String() + "\n" + tail + after
	if want == string(data) {
		return
	}
	if !*update {
		t.Fatalf("%s is not up to date; go test ./solver/problemfile -run Documentation -update writes it", file)
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
