// Package headers holds the response headers the site asks of its host: the
// development server sends them, and the build writes them into a file that
// common static hosts read.
package headers

import (
	"sort"
	"strings"
)

// Policy is the content security policy of every page of the site: nothing
// from another origin, no inline script or style, WebAssembly allowed. Frame
// ancestors are not limited because the page may be embedded elsewhere.
const Policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; " +
	"font-src 'self'; connect-src 'self'; worker-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"

// Security returns the headers of every response. Everything is public, and resources may be asked for from another origin: a
// sandboxed frame has none of its own, and must be able to load the script that tells what is wrong there.
func Security() map[string]string {
	return map[string]string{
		"Content-Security-Policy":      Policy,
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "cross-origin",
	}
}

// Cache values: a file under assets/ has the hash of its content in its path
// and never changes; everything else is checked with the host on every visit.
const (
	Immutable  = "public, max-age=31536000, immutable"
	Revalidate = "no-cache"
)

// CacheControl returns the Cache-Control value of a slash-separated path
// below the root of the site.
func CacheControl(path string) string {
	if strings.HasPrefix(strings.TrimPrefix(path, "/"), "assets/") {
		return Immutable
	}
	return Revalidate
}

// ContentType returns the media type of a file by the end of its name, or
// application/octet-stream. The table is our own because the system's one
// differs between machines, and a wrong type stops a module or a wasm stream.
func ContentType(name string) string {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		if t, ok := types[name[i:]]; ok {
			return t
		}
	}
	return "application/octet-stream"
}

var types = map[string]string{
	".html":        "text/html; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".mjs":         "text/javascript; charset=utf-8",
	".json":        "application/json",
	".txt":         "text/plain; charset=utf-8",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".webp":        "image/webp",
	".wasm":        "application/wasm",
	".webmanifest": "application/manifest+json",
}

// HostFile returns the content of a _headers file (the format read by several
// static hosts): the security headers for every path, long caching for assets.
func HostFile() string {
	security := Security()
	names := make([]string, 0, len(security))
	for name := range security {
		names = append(names, name)
	}
	sort.Strings(names)
	var b strings.Builder
	b.WriteString("/*\n")
	for _, name := range names {
		b.WriteString("  " + name + ": " + security[name] + "\n")
	}
	b.WriteString("  Cache-Control: " + Revalidate + "\n/assets/*\n  ! Cache-Control\n  Cache-Control: " + Immutable + "\n")
	// All of this folder is JavaScript; patterns with something behind the asterisk are not understood everywhere.
	b.WriteString("/assets/:tree/js/*\n  Content-Type: " + types[".mjs"] + "\n")
	return b.String()
}
