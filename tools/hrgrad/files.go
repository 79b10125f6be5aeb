package main

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// resolve follows symbolic links, so that replacing a linked file replaces its target, also one that does not exist yet.
func resolve(path string) string {
	for range 40 { // as many as Linux follows
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return real
		}
		to, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return path
}

// scratchName begins the names of all files that are made beside a path: hidden, and short however long the path's own name is.
func scratchName(path string) string {
	sum := fnv.New64a()
	sum.Write([]byte(filepath.Base(path)))
	return fmt.Sprintf(".hrgrad-%016x", sum.Sum64())
}

// createBeside opens a new file in the folder of path.
func createBeside(path string) (*os.File, error) {
	for {
		name := filepath.Join(filepath.Dir(path), scratchName(path)+"-"+strconv.FormatUint(rand.Uint64(), 36)+".tmp")
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !os.IsExist(err) {
			return f, err
		}
	}
}

// tidy removes what processes that were killed have left beside a path. The caller has claimed it.
func tidy(path string) {
	dir, base := filepath.Split(path)
	entries, err := os.ReadDir(filepath.Clean(dir + "."))
	if err != nil {
		return
	}
	for _, e := range entries {
		name := e.Name()
		ours := strings.HasPrefix(name, scratchName(path)+"-") || strings.HasPrefix(name, "."+base+".") // the latter by earlier versions
		if ours && strings.HasSuffix(name, ".tmp") && e.Type().IsRegular() {
			os.Remove(dir + name)
		}
	}
}

// checkFile refuses a path that stands for something that must not be replaced by a file.
func checkFile(flagName, path string) error {
	switch info, err := os.Stat(resolve(path)); {
	case err != nil:
		return nil
	case !info.Mode().IsRegular():
		return badInput("%s: %s is not a regular file", flagName, path)
	case info.Mode().Perm()&0o222 == 0:
		return badInput("%s: %s is read-only, choose another file", flagName, path)
	}
	return nil
}

// checkWritable refuses, before any work is done, a path that writeWhole could not write. It leaves no trace.
func checkWritable(flagName, path string) error {
	if err := checkFile(flagName, path); err != nil {
		return err
	}
	f, err := createBeside(resolve(path))
	if err != nil {
		return badInput("%s: cannot write %s: %v", flagName, path, reason(err))
	}
	f.Close()
	return os.Remove(f.Name())
}

// reason drops the name of the temporary file from an error.
func reason(err error) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return p.Err
	case errors.As(err, &l):
		return l.Err
	}
	return err
}

// writeWhole writes a file completely or not at all: a temporary file in the same folder, synced, then renamed over path. A file that was
// there keeps its permissions.
func writeWhole(path string, data []byte) error {
	real := resolve(path)
	f, err := createBeside(real)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, reason(err))
	}
	_, err = f.Write(data)
	if info, e := os.Stat(real); err == nil && e == nil {
		err = os.Chmod(f.Name(), info.Mode().Perm())
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), real)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("cannot write %s: %w", path, reason(err))
	}
	// The rename itself must survive a power cut too; not every system can sync a folder.
	if d, err := os.Open(filepath.Dir(real)); err == nil {
		d.Sync()
		d.Close()
	}
	return nil
}

// rescue writes what could not be written to its path into the system's folder for temporary files and says where it is.
func rescue(path string, data []byte) string {
	base := filepath.Base(path)
	other := filepath.Join(os.TempDir(), fmt.Sprintf("hrgrad-%d-%s", os.Getpid(), base[max(0, len(base)-100):]))
	if samePath(other, path) || writeWhole(other, data) != nil {
		return "it could not be written to " + os.TempDir() + " either"
	}
	return "it is in " + other + " instead"
}

// exists reports whether a file is there.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// samePath reports whether two paths name the same file, existing or not.
func samePath(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	x, errX := filepath.Abs(resolve(a))
	y, errY := filepath.Abs(resolve(b))
	return errX == nil && errY == nil && x == y
}
