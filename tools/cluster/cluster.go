// Package cluster holds the scripts and manifests that run a race on Slurm or Kubernetes, and fills in the command of a race. They are
// kept in the folders slurm and kubernetes as they are written, with four marks: @PARTS@, the number of shares; @FLAGS@, the flags of
// the race for a shell; @RACE@ and @MERGE@, the arguments of hrgrad as a JSON list, which is YAML too.
package cluster

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

//go:embed slurm/race.sbatch slurm/merge.sbatch slurm/submit.sh kubernetes/race.yaml kubernetes/merge.yaml
var files embed.FS

// Engines lists what Emit writes for.
func Engines() []string { return []string{"slurm", "kubernetes"} }

// File is one file for a cluster.
type File struct {
	Name       string
	Text       []byte
	Executable bool
}

// Emit returns the files that run a race in shares. The flags are those of the race alone: without journal, shares, progress and
// files of results.
func Emit(engine string, flags []string, parts int) ([]File, error) {
	list, err := files.ReadDir(engine)
	if err != nil {
		return nil, fmt.Errorf("no files for %s", engine)
	}
	var quoted []string
	for _, f := range flags {
		quoted = append(quoted, shell(f))
	}
	journal := []string{"--journal", "part-*.jsonl"}
	race := slices.Concat([]string{"compare"}, flags, journal, []string{"--part", "auto", "--progress", "tables"})
	merge := slices.Concat([]string{"compare"}, flags, journal, []string{"--progress", "tables", "--csv", "errors.csv", "--out", "race.json", "--runs", "runs.csv"})
	raceList, err := json.Marshal(race)
	if err != nil {
		return nil, err
	}
	mergeList, err := json.Marshal(merge)
	if err != nil {
		return nil, err
	}
	fill := strings.NewReplacer("@PARTS@", strconv.Itoa(parts), "@FLAGS@", strings.Join(quoted, " "), "@RACE@", string(raceList), "@MERGE@", string(mergeList))
	var out []File
	for _, entry := range list {
		text, err := files.ReadFile(path.Join(engine, entry.Name()))
		if err != nil {
			return nil, err
		}
		out = append(out, File{entry.Name(), []byte(fill.Replace(string(text))), strings.HasSuffix(entry.Name(), ".sh")})
	}
	return out, nil
}

// shell quotes a word for a POSIX shell where that is needed.
func shell(word string) string {
	plain := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("-_=,.:/+@%", c)
	}
	if word != "" && strings.IndexFunc(word, func(c rune) bool { return !plain(c) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
