package train

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// settingsFile is the list of settings in the documentation. `go test ./solver/train -run Documentation -update` writes it.
const settingsFile = "../../site/docs/settings.md"

func TestDocumentationOfSettingsIsFresh(t *testing.T) {
	want := settingsPage()
	if *update {
		if err := os.WriteFile(settingsFile, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(settingsFile); err != nil || string(got) != want {
		t.Errorf("%s is not what the table of settings says (%v); write it with: go test ./solver/train -run Documentation -update", settingsFile, err)
	}
}

// settingsPage is the table of settings as Markdown.
func settingsPage() string {
	var b strings.Builder
	b.WriteString(`# Settings

A run is described by the settings below: as flags of ` + "`hrgrad train`" + `, as parameters of the page's address, as keys of JSON configurations and as
fields of the page. A setting that is not given has its default; some defaults depend on the problem, the optimiser or the operator. With the same
settings the same program computes the same losses. This page is written from the program's own table.

| Setting | Flag | Key | Values | Default |
|---|---|---|---|---|
`)
	cell := strings.NewReplacer("|", "\\|", "\n", " ")
	var resume, lists []string
	for _, s := range Settings() {
		values := s.Allowed()
		switch {
		case s.options != nil:
			values = "a name that `hrgrad " + s.Flag + "s` lists"
		case s.Kind == Choice:
			var names []string
			for _, o := range s.Choices {
				names = append(names, "`"+o.Name+"`")
			}
			values = strings.Join(names, ", ")
		}
		fmt.Fprintf(&b, "| **%s**: %s | `--%s` | `%s` | %s | %s |\n", s.Label, cell.Replace(s.Help), s.Flag, s.Key, cell.Replace(values), cell.Replace(strings.Join(s.Defaults(), "; ")))
		if s.Resume {
			resume = append(resume, "`--"+s.Flag+"`")
		}
		if s.List {
			lists = append(lists, "`--"+s.Flag+"`")
		}
	}
	fmt.Fprintf(&b, "\nA resumed run keeps its settings; only %s may be given again. `hrgrad compare` takes lists for %s: every operator enters with each value.\n",
		strings.Join(resume, ", "), strings.Join(lists, ", "))
	return b.String()
}
