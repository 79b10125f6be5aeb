package main

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// bundle joins a module and everything it imports into one script, with esbuild. read gives the
// content of a module by its name. The script must be run as a function body that may await.
func bundle(read func(name string) ([]byte, error), entry string) (string, error) {
	text, _, err := join(func(name string) ([]byte, error) {
		content, err := read(name)
		if err == nil && strings.Contains(string(content), "import.meta") {
			err = fmt.Errorf("%s uses import.meta, which one file does not have", name)
		}
		return content, err
	}, entry, nil, false)
	if err != nil {
		return "", err
	}
	if strings.Contains(text, "\nexport ") {
		return "", fmt.Errorf("bundle: %s exports something, which a script cannot", entry)
	}
	// </script> would end the element the script stands in.
	return strings.ReplaceAll(text, "</script", `<\/script`), nil
}

// join joins a module and what it imports into one module, but for the modules that are to stay apart, which it still imports: it returns
// those of them that it does. A small one has no comments, spaces and long names.
func join(read func(name string) ([]byte, error), entry string, apart []string, small bool) (text string, imports []string, err error) {
	const namespace = "site"
	site := api.Plugin{Name: namespace, Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: ".*"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			if a.Kind == api.ResolveEntryPoint {
				return api.OnResolveResult{Path: a.Path, Namespace: namespace}, nil
			}
			if !strings.HasPrefix(a.Path, "./") {
				return api.OnResolveResult{}, fmt.Errorf("%s is not a module of the site", a.Path)
			}
			name := path.Join(path.Dir(a.Importer), a.Path)
			if slices.Contains(apart, name) {
				return api.OnResolveResult{Path: a.Path, External: true}, nil
			}
			return api.OnResolveResult{Path: name, Namespace: namespace}, nil
		})
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: namespace}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			content, err := read(a.Path)
			text := string(content)
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, err
		})
	}}
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{entry}, Bundle: true, Format: api.FormatESModule, Target: api.ES2022, Charset: api.CharsetUTF8, Metafile: true,
		MinifyWhitespace: small, MinifyIdentifiers: small, MinifySyntax: small,
		TreeShaking: api.TreeShakingFalse, Plugins: []api.Plugin{site}, LogLevel: api.LogLevelSilent,
	})
	if messages := append(result.Errors, result.Warnings...); len(messages) > 0 {
		message := messages[0]
		if at := message.Location; at != nil {
			return "", nil, fmt.Errorf("bundle: %s:%d: %s", at.File, at.Line, message.Text)
		}
		return "", nil, fmt.Errorf("bundle: %s", message.Text)
	}
	var meta struct {
		Outputs map[string]struct {
			Imports []struct{ Path string }
		}
	}
	if err := json.Unmarshal([]byte(result.Metafile), &meta); err != nil {
		return "", nil, fmt.Errorf("bundle: %w", err)
	}
	for _, output := range meta.Outputs {
		for _, i := range output.Imports {
			imports = append(imports, strings.TrimPrefix(i.Path, "./"))
		}
	}
	slices.Sort(imports)
	return string(result.OutputFiles[0].Contents), slices.Compact(imports), nil
}
