package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// A process claims the files that it replaces while it runs, natively and under Node alike: a lock file beside each says who it is. The
// lock of a process that has ended is taken over. Locks of other machines on a shared file system cannot be judged and stay.

// holder is the content of a lock file.
type holder struct {
	PID  int    `json:"pid"`
	Host string `json:"host"`
	File string `json:"file"` // that is claimed
	Time string `json:"time"`
}

// claimed are the lock files of this process.
var claimed sync.Map

// hostVariable names the environment variable in which the Node runner says the machine's name; js/wasm programs cannot ask for it.
const hostVariable = "HRGRAD_HOST"

func hostName() string {
	if name := os.Getenv(hostVariable); name != "" {
		return name
	}
	name, _ := os.Hostname()
	return name
}

// gone reports whether the process that holds a lock has certainly ended. A process of this one's number was an earlier one: what this one
// claims it knows.
func (h *holder) gone() bool {
	if h.Host != hostName() {
		return false
	}
	return h.PID == processID() || !alive(h.PID)
}

// claim keeps other processes from replacing a file until release is called, and removes what killed ones have left. A file that another
// process has claimed, or that could not be written, is bad input.
func claim(flagName, path string) (release func(), err error) {
	if err := checkFile(flagName, path); err != nil {
		return nil, err
	}
	real, err := filepath.Abs(resolve(path))
	if err != nil {
		return nil, badInput("%s: %v", flagName, err)
	}
	lock := filepath.Join(filepath.Dir(real), scratchName(real)+".lock")
	content, err := json.Marshal(holder{processID(), hostName(), filepath.Base(real), time.Now().UTC().Format(time.RFC3339)})
	if err != nil {
		return nil, err
	}
	if _, own := claimed.LoadOrStore(lock, true); own { // before the file is there: who finds it must know whose it is
		return nil, badInput("%s: this process writes %s already", flagName, path)
	}
	defer func() {
		if err != nil {
			claimed.Delete(lock)
		}
	}()
	for range 3 {
		err := createLock(lock, content)
		if err == nil {
			tidy(real)
			return func() {
				claimed.Delete(lock)
				os.Remove(lock)
			}, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, badInput("%s: cannot write %s: %v", flagName, path, reason(err))
		}
		if err := takeOver(flagName, path, lock); err != nil {
			return nil, err
		}
	}
	return nil, badInput("%s: other processes claim %s", flagName, path)
}

// createLock makes a lock file with its content at once: a link to a complete file, or where there are no links a new file.
func createLock(lock string, content []byte) error {
	f, err := createBeside(lock)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(content)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	if err = os.Link(f.Name(), lock); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	exclusive, err := os.OpenFile(lock, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = exclusive.Write(content)
	return errors.Join(err, exclusive.Close())
}

// takeOver removes the lock of a process that has ended; that of another one is an error.
func takeOver(flagName, path, lock string) error {
	found, err := os.ReadFile(lock)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // released meanwhile
	}
	var h holder
	if err != nil || json.Unmarshal(found, &h) != nil {
		return badInput("%s: %s is claimed by a lock that cannot be read; if no process writes there, remove %s", flagName, path, lock)
	}
	if !h.gone() {
		where := ""
		if h.Host != hostName() {
			where = fmt.Sprintf(" on %s", h.Host)
		}
		return badInput("%s: process %d%s has written to %s since %s; choose another file, or remove %s if it has ended", flagName, h.PID, where, path, h.Time, lock)
	}
	// Only who has made this file may remove a lock, and only one that is still what was found. A process killed in between leaves it.
	taking := lock + ".taking"
	if info, err := os.Stat(taking); err == nil && time.Since(info.ModTime()) > takeTime {
		os.Remove(taking)
	}
	f, err := os.OpenFile(taking, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return badInput("%s: another process is about to write to %s", flagName, path)
	}
	f.Close()
	defer os.Remove(taking)
	if again, err := os.ReadFile(lock); err == nil && string(again) == string(found) {
		os.Remove(lock)
	}
	return nil
}

// takeTime is more than taking a lock over can last.
const takeTime = 10 * time.Second
