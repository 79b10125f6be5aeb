package main

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

func from(files map[string]string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, fmt.Errorf("no file %s", name)
	}
}

func TestBundleRuns(t *testing.T) {
	text, err := bundle(from(map[string]string{
		"main.mjs":    "import { twice, word as name } from './lib.mjs';\nimport * as all from './lib.mjs';\nimport './plain.js';\nconsole.log(twice(globalThis.base), name, Object.keys(all).join(' '), new all.Box(3).value);\n",
		"lib.mjs":     "import { two } from './deep.mjs';\nexport const word = 'w';\nexport function twice(x) { return two * x; }\nexport class Box {\n  constructor(v) { this.value = v; }\n}\nexport async function later() {}\n",
		"deep.mjs":    "export const two = 2;\nconst twice = 'a name of another module';\nconsole.log(typeof twice);\n",
		"plain.js":    "globalThis.base = 21;\n",
		"unused.mjs":  "throw new Error('never loaded');\n",
		"nothing.mjs": "",
	}), "main.mjs")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("node", "--eval", "(async () => {"+text+"})()").CombinedOutput()
	if want := "string\n42 w Box later twice word 3\n"; err != nil || string(out) != want {
		t.Errorf("%v: got %q, want %q", err, out, want)
	}
}

func TestBundleRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"an entry that exports": "export default 3;\n", "a name that is not there": "import { b } from './main.mjs';\nconsole.log(b);\n", "package import": "import fs from 'node:fs';\n",
		"import.meta": "console.log(import.meta.url);\n", "missing file": "import { a } from './gone.mjs';\n", "syntax": "import { from;\n",
	} {
		if _, err := bundle(from(map[string]string{"main.mjs": text}), "main.mjs"); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestBundleCannotEndItsElement(t *testing.T) {
	text, err := bundle(from(map[string]string{"main.mjs": "console.log('</script>');\n"}), "main.mjs")
	if err != nil || strings.Contains(text, "</script") {
		t.Errorf("%v: %q", err, text)
	}
}
