package main

import (
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/yuin/goldmark"

	"github.com/hrgrad/hrgrad/tools/serve/headers"
)

// docsFolder holds the Markdown of the documentation, and the files that are served beside its pages.
const docsFolder = "site/docs"

// order is the order of the pages; others follow by name.
var order = []string{"start", "method", "equations", "own-problem", "results", "hrgrad", "solve", "estimate", "speed", "data", "library", "command-line", "settings", "checkpoints", "reliability", "cluster", "hosting", "teaching", "questions", "cite"}

// manual is the documentation: Markdown of site/docs, the page on hosting, and what is written from the program itself.
type manual struct {
	root       string // of the repository
	repository string // its address, for links to files that are no pages
	documents  []*document
	files      []string // below docsFolder, served as they are
	markdown   goldmark.Markdown
	formulas   *formulas
}

// readManual reads all pages and checks every link.
func readManual(root string) (*manual, error) {
	m := &manual{root: root}
	var err error
	if m.formulas, err = readFormulas(filepath.Join(root, "site")); err != nil {
		return nil, err
	}
	m.markdown = newMarkdown(m.formulas)
	cited, err := readCitation(root)
	if err != nil {
		return nil, err
	}
	m.repository = cited.Repository
	if err := m.collect(); err != nil {
		return nil, err
	}
	for _, d := range m.documents {
		if err := d.parse(m.markdown); err != nil {
			return nil, err
		}
	}
	rank := func(d *document) int {
		if i := slices.Index(order, d.name); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(m.documents, func(a, b *document) int {
		if c := rank(a) - rank(b); c != 0 {
			return c
		}
		return strings.Compare(a.name, b.name)
	})
	for _, d := range m.documents {
		if d.body, err = m.render(d, asPages); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// collect gathers the Markdown.
func (m *manual) collect() error {
	pages, err := filepath.Glob(filepath.Join(m.root, filepath.FromSlash(docsFolder), "*.md"))
	if err != nil {
		return err
	}
	add := func(name, source string, content []byte, err error) error {
		m.documents = append(m.documents, &document{name: name, source: source, text: content})
		return err
	}
	for _, file := range pages {
		content, err := os.ReadFile(file)
		base := filepath.Base(file)
		if err := add(strings.TrimSuffix(base, ".md"), docsFolder+"/"+base, content, err); err != nil {
			return err
		}
	}
	content, err := os.ReadFile(filepath.Join(m.root, "site", "hosting", "README.md"))
	if err := add("hosting", "site/hosting/README.md", content, err); err != nil {
		return err
	}
	for name, write := range generators {
		content, err := write(m.root)
		if err := add(name, docsFolder+"/"+name+".md", content, err); err != nil {
			return fmt.Errorf("page %s: %w", name, err)
		}
	}
	problems, err := filepath.Glob(filepath.Join(m.root, filepath.FromSlash(docsFolder), "problems", "*.json"))
	for _, file := range problems {
		m.files = append(m.files, "problems/"+filepath.Base(file))
	}
	return err
}

// converted is an error that names formulas without MathML, and the command that mends it.
func (m *manual) converted() error {
	if len(m.formulas.missing) > 0 {
		return fmt.Errorf("documentation: %d formulas are not in site/%s, $%s$ first; run: cd site && npm ci && node tools/make-math.mjs",
			len(m.formulas.missing), formulasFile, strings.TrimLeft(m.formulas.missing[0], "$"))
	}
	return nil
}

// listFormulas prints the formulas of all pages, sorted.
func listFormulas() error {
	m, err := readManual(".")
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(slices.Sorted(maps.Keys(m.formulas.used)))
}

var docsPage = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="{{.Policy}}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>{{.Title}} · HRGrad</title>
  <link rel="icon" href="../{{.Root}}/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="../{{.Root}}/style.css">
  <link rel="stylesheet" href="../{{.Root}}/docs.css">
{{- if .Cone}}
  <script type="module" src="../{{.Root}}/js/cone.mjs"></script>
{{- end}}
</head>
<body class="docs">
  <a class="skip" href="#content">Skip to the text</a>
  <header class="masthead"><p class="name"><a href="../">HRGrad</a></p><p>One neural network for every Knudsen number</p><a class="to-pages" href="#pages">All pages</a></header>
  <div class="columns">
    <main id="content" tabindex="-1">
      <article class="doc">
{{.Heading}}
{{- if .Sections}}
        <nav class="toc" aria-label="On this page"><p>On this page</p><ul>{{range .Sections}}<li><a href="#{{.ID}}">{{.Text}}</a></li>{{end}}</ul></nav>
{{- end}}
{{.Body}}
      </article>
      <footer class="turn">{{with .Before}}<a rel="prev" href="{{.Address}}">← {{.Title}}</a>{{end}}{{with .After}}<a rel="next" href="{{.Address}}">{{.Title}} →</a>{{end}}</footer>
    </main>
    <nav class="pages" id="pages" aria-label="Documentation"><ul>{{range .Pages}}<li><a href="{{.Address}}"{{if .Here}} aria-current="page"{{end}}>{{.Title}}</a></li>{{end}}</ul></nav>
  </div>
</body>
</html>
`))

// pageLink is a page in a list of pages.
type pageLink struct {
	Title, Address string
	Here           bool
}

// writeDocs writes the pages below docs/.
func (s *site) writeDocs() error {
	for i, d := range s.manual.documents {
		var pages []pageLink
		for _, other := range s.manual.documents {
			pages = append(pages, pageLink{other.title, asPages.address(other, ""), other == d})
		}
		var before, after *pageLink
		if i > 0 {
			before = &pages[i-1]
		}
		if i+1 < len(pages) {
			after = &pages[i+1]
		}
		var sections []heading
		for _, h := range d.headings {
			if h.Level == 2 {
				sections = append(sections, h)
			}
		}
		if len(sections) < 3 {
			sections = nil
		}
		end := strings.Index(d.body, "</h1>") + len("</h1>")
		var b strings.Builder
		err := docsPage.Execute(&b, map[string]any{
			"Policy": headers.Policy, "Root": s.root, "Title": d.title, "Heading": template.HTML(d.body[:end]), "Body": template.HTML(d.body[end:]), "Pages": pages, "Sections": sections,
			"Before": before, "After": after, "Cone": strings.Contains(d.body, `class="cone"`),
		})
		if err == nil {
			err = s.writeDoc(d.name+".html", []byte(b.String()))
		}
		if err == nil && i == 0 { // the folder's own page
			err = s.writeDoc("index.html", []byte(b.String()))
		}
		if err != nil {
			return err
		}
	}
	for _, f := range s.manual.files {
		content, err := os.ReadFile(filepath.Join(s.manual.root, filepath.FromSlash(docsFolder), filepath.FromSlash(f)))
		if err == nil {
			err = s.writeDoc(f, content)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *site) writeDoc(name string, content []byte) error {
	name = path.Join("docs", name)
	s.docs = append(s.docs, name)
	return s.write(name, content)
}

// one makes a single document of all pages, for the page in one file.
func (m *manual) one() (string, error) {
	var b strings.Builder
	b.WriteString(`<nav class="pages" aria-label="Documentation"><ul>`)
	for _, d := range m.documents {
		fmt.Fprintf(&b, `<li><a href="%s">%s</a></li>`, asOne.address(d, ""), template.HTMLEscapeString(d.title))
	}
	b.WriteString("</ul></nav>\n")
	for _, d := range m.documents {
		body, err := m.render(d, asOne)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "<article class=\"doc\" id=\"%s\">\n%s</article>\n", inOne(d, ""), body)
	}
	return b.String(), nil
}
