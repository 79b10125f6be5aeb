package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
)

// resolve follows symbolic links, so that replacing a linked file replaces its target.
func resolve(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// createBeside opens a new file in the folder of path.
func createBeside(path string) (*os.File, error) {
	dir, base := filepath.Split(path)
	for {
		name := dir + "." + base + "." + strconv.FormatUint(rand.Uint64(), 36) + ".tmp"
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !os.IsExist(err) {
			return f, err
		}
	}
}

// checkWritable refuses, before any work is done, a path that writeWhole could not write. It leaves no trace.
func checkWritable(flagName, path string) error {
	path = resolve(path)
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return badInput("%s: %s is not a regular file", flagName, path)
	}
	f, err := createBeside(path)
	if err != nil {
		return badInput("%s: cannot write %s: %v", flagName, path, reason(err))
	}
	f.Close()
	return os.Remove(f.Name())
}

// reason drops the name of the temporary file from an error.
func reason(err error) error {
	if p, ok := err.(*os.PathError); ok {
		return p.Err
	}
	return err
}

// writeWhole writes a file completely or not at all: a temporary file in the same folder, synced, then renamed over path.
func writeWhole(path string, data []byte) error {
	path = resolve(path)
	f, err := createBeside(path)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, reason(err))
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	// The rename itself must survive a power cut too; not every system can sync a folder.
	if d, err := os.Open(filepath.Dir(path)); err == nil {
		d.Sync()
		d.Close()
	}
	return nil
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
