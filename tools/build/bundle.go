package main

import (
	"fmt"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// bundle joins a module and everything it imports into one script, with esbuild. read gives the
// content of a module by its name. The script must be run as a function body that may await.
func bundle(read func(name string) ([]byte, error), entry string) (string, error) {
	const namespace = "site"
	site := api.Plugin{Name: namespace, Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: ".*"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			if a.Kind != api.ResolveEntryPoint && !strings.HasPrefix(a.Path, "./") {
				return api.OnResolveResult{}, fmt.Errorf("%s is not a module of the site", a.Path)
			}
			return api.OnResolveResult{Path: path.Join(path.Dir(a.Importer), a.Path), Namespace: namespace}, nil
		})
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: namespace}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			content, err := read(a.Path)
			if err == nil && strings.Contains(string(content), "import.meta") {
				err = fmt.Errorf("%s uses import.meta, which one file does not have", a.Path)
			}
			text := string(content)
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, err
		})
	}}
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{entry}, Bundle: true, Format: api.FormatESModule, Target: api.ES2022, Charset: api.CharsetUTF8,
		TreeShaking: api.TreeShakingFalse, Plugins: []api.Plugin{site}, LogLevel: api.LogLevelSilent,
	})
	if messages := append(result.Errors, result.Warnings...); len(messages) > 0 {
		message := messages[0]
		if at := message.Location; at != nil {
			return "", fmt.Errorf("bundle: %s:%d: %s", at.File, at.Line, message.Text)
		}
		return "", fmt.Errorf("bundle: %s", message.Text)
	}
	text := string(result.OutputFiles[0].Contents)
	if strings.Contains(text, "\nexport ") {
		return "", fmt.Errorf("bundle: %s exports something, which a script cannot", entry)
	}
	// </script> would end the element the script stands in.
	return strings.ReplaceAll(text, "</script", `<\/script`), nil
}
