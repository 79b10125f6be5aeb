package headers

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the files of site/hosting")

// The files that people copy to their host say what the code says.
func TestHostingFilesAreFresh(t *testing.T) {
	for name, content := range map[string]string{"_headers": HostFile(), "apache.htaccess": Apache(), "nginx.conf": Nginx(), "Caddyfile": Caddy()} {
		file := filepath.Join("..", "..", "..", "site", "hosting", name)
		if *update {
			if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil || string(got) != content {
			t.Errorf("site/hosting/%s is not what the code gives (%v); go test ./tools/serve/headers -update writes it", name, err)
		}
		for header, value := range Security() {
			if !strings.Contains(content, header) || !strings.Contains(content, value) {
				t.Errorf("%s: header %s is missing", name, header)
			}
		}
		if !strings.Contains(content, Immutable) || !strings.Contains(content, Revalidate) {
			t.Errorf("%s: caching is missing", name)
		}
	}
}

func TestPolicyAllowsWhatThePageNeedsAndNoMore(t *testing.T) {
	for _, part := range []string{"default-src 'none'", "'wasm-unsafe-eval'", "worker-src 'self'", "manifest-src 'self'"} {
		if !strings.Contains(Policy, part) {
			t.Errorf("%s is missing", part)
		}
	}
	for _, part := range []string{"'unsafe-inline'", "'unsafe-eval'", "*", "http:"} {
		if strings.Contains(Policy, part) {
			t.Errorf("%s is allowed", part)
		}
	}
}
