package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
)

// work is what CITATION.cff says of the software or of a reference of it.
type work struct {
	Type    string `yaml:"type"`
	Title   string `yaml:"title"`
	Authors []struct {
		Name   string `yaml:"name"`
		Family string `yaml:"family-names"`
		Given  string `yaml:"given-names"`
	} `yaml:"authors"`
	Year        int    `yaml:"year"`
	URL         string `yaml:"url"`
	Repository  string `yaml:"repository-code"`
	Version     string `yaml:"version"`
	Released    string `yaml:"date-released"`
	Identifiers []struct {
		Value string `yaml:"value"`
	} `yaml:"identifiers"`
	References []work `yaml:"references"`
}

// citations are BibTeX entries of the software and of the paper whose method it implements.
type citations struct {
	Software string `json:"software"`
	Paper    string `json:"paper"`
}

// readCitation reads CITATION.cff, the only place where titles and authors stand.
func readCitation(root string) (work, error) {
	var w work
	content, err := os.ReadFile(filepath.Join(root, "CITATION.cff"))
	if err == nil {
		err = yaml.Unmarshal(content, &w)
	}
	switch {
	case err != nil:
		return w, fmt.Errorf("CITATION.cff: %w", err)
	case w.Title == "" || len(w.Authors) == 0 || w.Repository == "":
		return w, fmt.Errorf("CITATION.cff: title, authors and repository-code are needed")
	case len(w.References) == 0 || w.References[0].Title == "":
		return w, fmt.Errorf("CITATION.cff: the paper is missing in references")
	}
	return w, nil
}

// bibtex makes the entries.
func (w work) bibtex() citations {
	year := ""
	if len(w.Released) >= 4 {
		year = w.Released[:4]
	}
	software := entryOf("software", "hrgrad", [][2]string{
		{"title", w.Title}, {"author", w.people()}, {"year", year}, {"version", w.Version}, {"url", w.Repository},
	})
	p := w.References[0]
	key := strings.ToLower(p.Authors[0].Family)
	fields := [][2]string{{"title", p.Title}, {"author", p.people()}, {"year", fmt.Sprint(p.Year)}}
	for _, id := range p.Identifiers {
		if number, ok := strings.CutPrefix(id.Value, "arXiv:"); ok {
			fields = append(fields, [2]string{"eprint", number}, [2]string{"archivePrefix", "arXiv"})
		}
	}
	return citations{software, entryOf("misc", fmt.Sprintf("%s%d", key, p.Year), append(fields, [2]string{"url", p.URL}))}
}

func (w work) people() string {
	var all []string
	for _, a := range w.Authors {
		if a.Name != "" {
			all = append(all, "{"+a.Name+"}") // an institution, which BibTeX must not take apart
		} else {
			all = append(all, a.Family+", "+a.Given)
		}
	}
	return strings.Join(all, " and ")
}

func entryOf(kind, key string, fields [][2]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "@%s{%s,\n", kind, key)
	for _, f := range fields {
		if f[1] != "" {
			fmt.Fprintf(&b, "  %s = {%s},\n", f[0], f[1])
		}
	}
	return b.String() + "}\n"
}

// citePage shows both entries.
func citePage(root string) ([]byte, error) {
	w, err := readCitation(root)
	if err != nil {
		return nil, err
	}
	c := w.bibtex()
	return fmt.Appendf(nil, "# Cite\n\nThe software, and the paper whose method it implements. Both entries are made from `CITATION.cff` of the repository; figures that the page and "+
		"`hrgrad plot` make carry the version, seed and step that repeat them in their caption.\n\n## Software\n\n```bibtex\n%s```\n\n## Paper\n\n```bibtex\n%s```\n", c.Software, c.Paper), nil
}
