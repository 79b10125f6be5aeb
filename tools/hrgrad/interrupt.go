package main

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// errInterrupted ends a command after SIGINT, SIGTERM, SIGHUP or SIGPIPE.
var errInterrupted = errors.New("interrupted")

// stopFileVariable names the environment variable with the path of a file whose appearance means the same as SIGINT. A js/wasm program
// gets no signals: the Node runner creates the file instead.
const stopFileVariable = "HRGRAD_STOP_FILE"

// stopFilePause is the least time between two looks at the stop file. Under Node each look also lets the event loop turn.
const stopFilePause = 200 * time.Millisecond

// interrupt listens for the wish to stop.
type interrupt struct {
	signals chan os.Signal
	file    string
	looked  time.Time
	stopped bool
	out     *reporter // whose reader may have gone; nil: none
}

func listen() *interrupt {
	i := &interrupt{signals: make(chan os.Signal, 1), file: os.Getenv(stopFileVariable), looked: time.Now()}
	signal.Notify(i.signals, endings()...)
	return i
}

func (i *interrupt) close() { signal.Stop(i.signals) }

// wanted reports whether the command should stop; it is cheap enough for every step.
func (i *interrupt) wanted() bool {
	if i.stopped {
		return true
	}
	select {
	case <-i.signals:
		i.stopped = true
	default:
	}
	if i.out != nil && errors.Is(i.out.err, syscall.EPIPE) { // under Node there is no SIGPIPE
		i.stopped = true
	}
	if i.file != "" && time.Since(i.looked) > stopFilePause {
		_, err := os.Stat(i.file)
		i.stopped = i.stopped || err == nil
		i.looked = time.Now()
	}
	return i.stopped
}

// asked is an error when the command should stop.
func (i *interrupt) asked() error {
	if i.wanted() {
		return errInterrupted
	}
	return nil
}

// progress is a reference.Options.Progress that cancels the computation.
func (i *interrupt) progress(float64) error { return i.asked() }
