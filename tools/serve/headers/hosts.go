package headers

import (
	"fmt"
	"sort"
	"strings"
)

// names returns the security headers in a fixed order.
func names() []string {
	out := make([]string, 0, len(Security()))
	for name := range Security() {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// suffixes returns the ends of file names that have a media type, in a fixed
// order.
func suffixes() []string {
	out := make([]string, 0, len(types))
	for suffix := range types {
		out = append(out, suffix)
	}
	sort.Strings(out)
	return out
}

// Apache returns the content of an .htaccess file: media types, security
// headers, caching, and the compressed neighbours of files for browsers that
// accept them.
func Apache() string {
	var b strings.Builder
	b.WriteString("# Needed modules: headers, mime, rewrite. Written by tools/build.\nDirectoryIndex index.html\n# In a folder of a domain put that folder in front.\nErrorDocument 404 /404.html\n\n<IfModule mod_mime.c>\n")
	for _, suffix := range suffixes() {
		fmt.Fprintf(&b, "  AddType %q %s\n", types[suffix], suffix)
	}
	b.WriteString("  AddEncoding br .br\n  AddEncoding gzip .gz\n  RemoveLanguage .br\n</IfModule>\n\n<IfModule mod_headers.c>\n")
	for _, name := range names() {
		fmt.Fprintf(&b, "  Header always set %s %q\n", name, Security()[name])
	}
	fmt.Fprintf(&b, "  Header set Cache-Control %q\n  Header set Cache-Control %q \"expr=%%{REQUEST_URI} =~ m#/assets/#\"\n  Header append Vary Accept-Encoding\n</IfModule>\n\n", Revalidate, Immutable)
	b.WriteString("<IfModule mod_rewrite.c>\n  RewriteEngine On\n  RewriteRule ^$ index.html\n")
	for _, v := range []struct{ token, suffix string }{{"br", "br"}, {"gzip", "gz"}} {
		fmt.Fprintf(&b, "  RewriteCond %%{HTTP:Accept-Encoding} \\b%s\\b\n  RewriteCond %%{REQUEST_FILENAME}.%s -f\n  RewriteRule ^(.+)$ $1.%s [L]\n", v.token, v.suffix, v.suffix)
	}
	b.WriteString("</IfModule>\n\n")
	for _, suffix := range suffixes() {
		fmt.Fprintf(&b, "<FilesMatch \"\\%s\\.(br|gz)$\">\n  ForceType %q\n</FilesMatch>\n", suffix, types[suffix])
	}
	return b.String()
}

// Nginx returns a server block's content: the same for nginx, which needs its
// brotli module for the smaller of the two compressed forms.
func Nginx() string {
	var b strings.Builder
	b.WriteString("# Include this within a server block that sets server_name, listen and root.\n# Without the brotli module leave out the line brotli_static.\nindex index.html;\nerror_page 404 /404.html;\ncharset utf-8;\ngzip_static on;\nbrotli_static on;\n\ntypes {\n")
	for _, suffix := range suffixes() {
		media, _, _ := strings.Cut(types[suffix], ";")
		fmt.Fprintf(&b, "    %s %s;\n", media, strings.TrimPrefix(suffix, "."))
	}
	b.WriteString("}\n")
	// A location with an add_header of its own inherits none, so each lists them all.
	for _, l := range []struct{ location, cache string }{{"/", Revalidate}, {"/assets/", Immutable}} {
		fmt.Fprintf(&b, "\nlocation %s {\n    try_files $uri $uri/index.html =404;\n    add_header Cache-Control %q always;\n    add_header Vary Accept-Encoding always;\n", l.location, l.cache)
		for _, name := range names() {
			fmt.Fprintf(&b, "    add_header %s %q always;\n", name, Security()[name])
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// Caddy returns the content of a site block of a Caddyfile.
func Caddy() string {
	var b strings.Builder
	b.WriteString("# Put this into the block of your site.\nroot * site/dist\nfile_server {\n\tprecompressed br gzip\n}\nheader {\n")
	fmt.Fprintf(&b, "\tCache-Control %q\n", Revalidate)
	for _, name := range names() {
		fmt.Fprintf(&b, "\t%s %q\n", name, Security()[name])
	}
	fmt.Fprintf(&b, "}\nheader /assets/* Cache-Control %q\n", Immutable)
	// Caddy asks the system for media types, which knows these on some machines only.
	for _, suffix := range []string{".mjs", ".wasm", ".webmanifest"} {
		fmt.Fprintf(&b, "header *%s Content-Type %q\n", suffix, types[suffix])
	}
	b.WriteString("handle_errors {\n\t@lost expression {err.status_code} == 404\n\trewrite @lost /404.html\n\tfile_server\n}\n")
	return b.String()
}
