package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/gohugoio/hugo-goldmark-extensions/passthrough"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// document is a page of the documentation.
type document struct {
	name   string // of its page, without .html
	source string // its file below the root of the repository; the generated ones are as if they stood in site/docs
	text   []byte // Markdown

	title    string
	headings []heading
	tree     ast.Node
	body     string
}

// heading is a section of a page.
type heading struct {
	Level    int
	Text, ID string
}

// parse reads the Markdown: title, sections.
func (d *document) parse(m goldmark.Markdown) error {
	d.tree = m.Parser().Parse(text.NewReader(d.text))
	err := ast.Walk(d.tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, ok := n.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		id, _ := h.AttributeString("id")
		d.headings = append(d.headings, heading{h.Level, plainText(h, d.text), string(id.([]byte))})
		return ast.WalkSkipChildren, nil
	})
	if err != nil {
		return err
	}
	if len(d.headings) == 0 || d.headings[0].Level != 1 {
		return fmt.Errorf("%s: the first heading must be the title, # and a text", d.source)
	}
	for i, h := range d.headings[1:] {
		if h.Level == 1 || h.Level > d.headings[i].Level+1 {
			return fmt.Errorf("%s: heading %q has level %d after level %d", d.source, h.Text, h.Level, d.headings[i].Level)
		}
	}
	d.title = d.headings[0].Text
	return nil
}

func plainText(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(c.Segment.Value(source))
		case *ast.String:
			b.Write(c.Value)
		default:
			b.WriteString(plainText(c, source))
		}
	}
	return b.String()
}

// has reports whether a page has a section.
func (d *document) has(id string) bool {
	for _, h := range d.headings {
		if h.ID == id {
			return true
		}
	}
	return false
}

// link is where a link of the documentation leads.
type link struct {
	document *document // nil: to an address outside
	fragment string
	address  string
	query    string // of the training page
}

// resolve finds the target of a link as it stands in a page's Markdown, or says that it is broken.
func (m *manual) resolve(from *document, to string) (link, error) {
	broken := func(why string) (link, error) { return link{}, fmt.Errorf("%s: link %s: %s", from.source, to, why) }
	if strings.Contains(to, "://") || strings.HasPrefix(to, "mailto:") {
		return link{address: to}, nil
	}
	if query, ok := strings.CutPrefix(to, "../?"); ok {
		return link{query: "?" + query}, nil
	}
	file, fragment, _ := strings.Cut(to, "#")
	target := from
	if file != "" {
		name := path.Join(path.Dir(from.source), file)
		target = nil
		for _, d := range m.documents {
			if d.source == name {
				target = d
			}
		}
		if target == nil {
			for _, f := range m.files {
				if name == path.Join(docsFolder, f) {
					return link{address: f}, nil
				}
			}
			if strings.HasPrefix(name, "..") {
				return broken("it leaves the repository")
			}
			if _, err := os.Stat(filepath.Join(m.root, filepath.FromSlash(name))); err != nil {
				return broken("there is no such file")
			}
			return link{address: m.repository + "/blob/main/" + name}, nil
		}
	}
	if fragment != "" && !target.has(fragment) {
		return broken(fmt.Sprintf("%s has no section %q", target.source, fragment))
	}
	return link{document: target, fragment: fragment}, nil
}

// place says how the pages are named and addressed where they are shown.
type place struct {
	address func(d *document, fragment string) string // of a page or a section
	id      func(d *document, id string) string
	deeper  int    // levels that headings are moved down
	page    string // address of the training page
}

// asPages is the place of a page in a file of its own.
var asPages = place{
	address: func(d *document, fragment string) string {
		if fragment != "" {
			fragment = "#" + fragment
		}
		return d.name + ".html" + fragment
	},
	id:   func(_ *document, id string) string { return id },
	page: "../",
}

// asOne is the place of all pages in one document, behind each other.
var asOne = place{
	address: func(d *document, fragment string) string { return "#" + inOne(d, fragment) },
	id:      inOne,
	deeper:  1,
}

func inOne(d *document, id string) string {
	if id == "" {
		return "doc-" + d.name
	}
	return "doc-" + d.name + "--" + id
}

// render makes the HTML of a page, whose links and names are those of the place. It may be called again for another place.
func (m *manual) render(d *document, p place) (string, error) {
	tree := m.markdown.Parser().Parse(text.NewReader(d.text))
	err := ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			to, err := m.resolve(d, string(n.Destination))
			if err != nil {
				return ast.WalkStop, err
			}
			n.Destination = []byte(to.address)
			if to.document != nil {
				n.Destination = []byte(p.address(to.document, to.fragment))
			} else if to.query != "" {
				n.Destination = []byte(p.page + to.query)
			}
		case *ast.Heading:
			id, _ := n.AttributeString("id")
			n.SetAttributeString("id", []byte(p.id(d, string(id.([]byte)))))
			n.Level += p.deeper
		case *ast.Image:
			return ast.WalkStop, fmt.Errorf("%s: picture %s: pages hold no pictures", d.source, n.Destination)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := m.markdown.Renderer().Render(&b, d.text, tree); err != nil {
		return "", fmt.Errorf("%s: %w", d.source, err)
	}
	// What may be wider than the page scrolls, and can be scrolled with the keyboard. An empty cell heads nothing.
	return strings.NewReplacer("<pre>", `<pre tabindex="0">`, "<table>", `<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>`,
		"</table>", "</table></div>", "<th></th>", "<td></td>").Replace(b.String()), nil
}

// newMarkdown is the dialect: CommonMark with tables, $...$ and $$...$$ for formulas in TeX.
func newMarkdown(f *formulas) goldmark.Markdown {
	return goldmark.New(
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithExtensions(
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), // the policy allows no style in attributes
			passthrough.New(passthrough.Config{
				InlineDelimiters: []passthrough.Delimiters{{Open: "$", Close: "$"}},
				BlockDelimiters:  []passthrough.Delimiters{{Open: "$$", Close: "$$"}},
			}),
		),
		goldmark.WithRendererOptions(html.WithUnsafe(), renderer.WithNodeRenderers(util.Prioritized(f, 50))),
	)
}

// formulas holds the MathML of every formula. site/tools/make-math.mjs writes it with Temml, so that a build needs no npm.
type formulas struct {
	known   map[string]string // by formula; a displayed one with $$ in front
	used    map[string]bool
	missing []string
}

// formulasFile is the file of the formulas below the sources of the site.
const formulasFile = "docs/math.json"

func readFormulas(source string) (*formulas, error) {
	f := &formulas{used: map[string]bool{}}
	content, err := os.ReadFile(filepath.Join(source, filepath.FromSlash(formulasFile)))
	if os.IsNotExist(err) {
		return f, nil
	}
	if err == nil {
		err = json.Unmarshal(content, &f.known)
	}
	return f, err
}

// RegisterFuncs implements renderer.NodeRenderer.
func (f *formulas) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(passthrough.KindPassthroughInline, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			tex := string(n.(*passthrough.PassthroughInline).Segment.Value(source))
			w.WriteString(f.convert(strings.Trim(tex, "$")))
		}
		return ast.WalkContinue, nil
	})
	r.Register(passthrough.KindPassthroughBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			var tex strings.Builder
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				tex.Write(line.Value(source))
			}
			fmt.Fprintf(w, "<div class=\"formula\" tabindex=\"0\">%s</div>\n", f.convert("$$"+strings.TrimSpace(strings.Trim(strings.TrimSpace(tex.String()), "$"))))
		}
		return ast.WalkSkipChildren, nil
	})
}

// convert returns the MathML of a formula. Until it is converted it stands as it is.
func (f *formulas) convert(tex string) string {
	f.used[tex] = true
	if mathml, ok := f.known[tex]; ok {
		return mathml
	}
	f.missing = append(f.missing, tex)
	return "<code>" + template.HTMLEscapeString(tex) + "</code>"
}
