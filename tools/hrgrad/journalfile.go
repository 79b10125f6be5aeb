package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// journalFile is the file that a journal grows in.
type journalFile struct{ file *os.File }

// append writes a line and waits until it is stored.
func (f *journalFile) append(line []byte) error {
	if _, err := f.file.Write(line); err != nil {
		return err
	}
	return f.file.Sync()
}

func (f *journalFile) close() error { return f.file.Close() }

// openJournal opens a file to which this process appends. own: no other process may append to it meanwhile.
func openJournal(path string, own bool) (*journal, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return nil, badInput("journal: cannot open %s: %v", path, reason(err))
	}
	if own {
		if err := lock(f); err != nil {
			f.Close()
			return nil, badInput("journal: another process writes to %s", path)
		}
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journal: cannot read %s: %w", path, reason(err)), f.Close())
	}
	lines, kept, err := parseJournal(data)
	if err == nil && kept < len(data) {
		err = f.Truncate(int64(kept))
	}
	if err != nil {
		f.Close()
		return nil, badInput("journal: %s is not usable: %v", path, err)
	}
	j := &journal{file: &journalFile{f}, runs: map[string]*journalLine{}}
	j.take(lines)
	return j, nil
}

// starred tells whether a name stands for the journals of all parts: it has one star, which is replaced by the number of the part.
func starred(path string) bool { return strings.Contains(filepath.Base(path), "*") }

// checkStar refuses names in which the star is not alone.
func checkStar(path string) error {
	dir, base := filepath.Split(path)
	if strings.Count(base, "*") > 1 || strings.ContainsAny(strings.ReplaceAll(base, "*", ""), `?[]\`) || strings.ContainsAny(dir, `*?[`) {
		return badInput("journal: %q given, allowed is one star, in the last part of the path, as in part-*.jsonl", path)
	}
	return nil
}

// fileOf returns the journal of a part.
func (p *part) fileOf(pattern string) string {
	dir, base := filepath.Split(pattern)
	return dir + strings.Replace(base, "*", fmt.Sprintf("%0*d", len(fmt.Sprint(p.Of)), p.Index), 1)
}

// partFiles returns the files that a pattern stands for, sorted.
func partFiles(pattern string) ([]string, error) {
	files, err := filepath.Glob(pattern)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range files {
		if !strings.HasSuffix(f, runSuffix) {
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return nil, badInput("journal: no file matches %s; --part writes them", pattern)
	}
	return out, nil
}
