package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"strings"
	"time"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/train"
)

// journal keeps the finished runs of races, one JSON object a line, each written at once: an interrupted race goes on where it ended.
// Runs are found by their whole configuration, so one file may serve several races. All its methods may be called on nil, which keeps
// nothing.
type journal struct {
	file   *journalFile // nil: only read
	origin origin       // of the lines that this process writes
	runs   map[string]*journalLine
	force  bool // take runs of other versions of the program too
}

// journalLine is one run. Relaxed kernels do not round as the others do.
type journalLine struct {
	Config  train.Config  `json:"config"`
	Limit   time.Duration `json:"limit"`
	Relaxed bool          `json:"relaxed"`
	origin
	Run *raceRun `json:"run"`
}

// origin says which process wrote a line. Lines of earlier versions of the format have none, and no checksum.
type origin struct {
	Version string `json:"version,omitempty"` // of the program
	Race    string `json:"race,omitempty"`    // digest of the command: problems, runners, seeds, limits
	Part    *part  `json:"part,omitempty"`    // nil: the whole race
}

func (l *journalLine) key() string {
	b, err := json.Marshal(journalLine{Config: l.Config.Recorded(), Limit: l.Limit, Relaxed: l.Relaxed})
	if err != nil {
		panic(err) // a checked configuration holds finite numbers
	}
	return string(b)
}

// A line ends with its checksum, the last member of the object: CRC-32C of all bytes before it.
const (
	sumHead = `,"sum":"`
	sumSize = len(sumHead) + 8 + len(`"}`)
	// lineHead begins every line, which tells the end of a journal that was cut short from another file.
	lineHead = `{"config":{`
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(text []byte) string {
	return fmt.Sprintf("%s%08x\"}", sumHead, crc32.Checksum(text, castagnoli))
}

// encode returns the line with checksum and newline.
func (l *journalLine) encode() ([]byte, error) {
	line, err := json.Marshal(l)
	if err != nil {
		return nil, err
	}
	line = bytes.TrimSuffix(line, []byte("}"))
	return append(append(line, checksum(line)...), '\n'), nil
}

// decodeLine reads a line without its newline.
func decodeLine(line []byte) (*journalLine, error) {
	if at := len(line) - sumSize; at > 0 && bytes.HasPrefix(line[at:], []byte(sumHead)) {
		if string(line[at:]) != checksum(line[:at]) {
			return nil, fmt.Errorf("damaged, its checksum does not match")
		}
		line = append(bytes.Clone(line[:at]), '}')
	}
	if !json.Valid(line) {
		return nil, fmt.Errorf("no run of a journal, it is not JSON")
	}
	var l journalLine
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		return nil, err
	}
	if l.Run == nil || l.Run.Failure == "" && l.Run.Errors == nil {
		return nil, fmt.Errorf("holds no run")
	}
	return &l, nil
}

// parseJournal reads the lines of a journal. The end of a file that was cut short in the middle of a line is left out; kept is the
// length of the rest. Data that no journal begins with is refused, however short.
func parseJournal(data []byte) (lines []*journalLine, kept int, err error) {
	for n := 1; ; n++ {
		end := bytes.IndexByte(data[kept:], '\n')
		if end < 0 {
			if rest := data[kept:]; !strings.HasPrefix(string(rest), lineHead) && !strings.HasPrefix(lineHead, string(rest)) {
				return nil, kept, fmt.Errorf("line %d is no run", n)
			}
			return lines, kept, nil
		}
		l, err := decodeLine(data[kept : kept+end])
		if err != nil {
			return nil, kept, fmt.Errorf("line %d: %w", n, err)
		}
		lines = append(lines, l)
		kept += end + 1
	}
}

// take adds the lines of a file; of equal configurations the last one stays.
func (j *journal) take(lines []*journalLine) {
	for _, l := range lines {
		j.runs[l.key()] = l
	}
}

// line describes a run that this process makes or looks for.
func (j *journal) line(c train.Config, limit time.Duration, run *raceRun) *journalLine {
	return &journalLine{Config: c, Limit: limit, Relaxed: kernel.Active() == "relaxed", origin: j.origin, Run: run}
}

// find returns a copy of a run that is known, nil otherwise. A run of another version of the program is an error: its losses may differ.
func (j *journal) find(c train.Config, limit time.Duration) (*raceRun, error) {
	if j == nil {
		return nil, nil
	}
	known := j.runs[j.line(c, limit, nil).key()]
	if known == nil {
		return nil, nil
	}
	if a, b := known.Version, j.origin.Version; a != b && a != "" && b != "" && !j.force {
		return nil, badInput("journal: holds runs of version %s of the program, this is %s; --force takes them all the same", a, b)
	}
	out := *known.Run
	return &out, nil
}

// add appends a run and makes sure that it stays.
func (j *journal) add(c train.Config, limit time.Duration, run *raceRun) error {
	if j == nil {
		return nil
	}
	l := j.line(c, limit, run)
	line, err := l.encode()
	if err == nil {
		err = j.file.append(line)
	}
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	j.runs[l.key()] = l
	return nil
}

func (j *journal) close() error {
	if j == nil || j.file == nil {
		return nil
	}
	return j.file.close()
}
