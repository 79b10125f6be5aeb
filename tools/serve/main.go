// Command serve serves the built site on localhost.
//
//	go run ./tools/serve [-dir site/dist] [-host localhost]
//
// The port is taken from the environment variable PORT, 8080 without it; PORT=0
// takes any free port. The address is printed when the server is ready.
//
// A connection is closed when its client takes longer than 10 s for a request, waits
// more than 60 s with the next one, or takes nothing of a response for 30 s.
package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

func main() {
	dir := flag.String("dir", filepath.Join("site", "dist"), "directory of the built site")
	host := flag.String("host", "localhost", "address to listen on")
	flag.Parse()
	if flag.NArg() > 0 {
		fail(2, "unknown argument %q; see -help", flag.Arg(0))
	}
	port, err := portFrom(os.Getenv("PORT"))
	if err != nil {
		fail(2, "%v", err)
	}
	if _, err := os.Stat(filepath.Join(*dir, "index.html")); err != nil {
		fail(2, "%s: no site there (index.html is missing); build it with: make site", *dir)
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(*host, strconv.Itoa(port)))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		fail(1, "port %d is taken; choose another one, for example: PORT=%d make run", port, port+1)
	case err != nil:
		fail(1, "cannot listen: %v", err)
	}
	_, actual, _ := net.SplitHostPort(listener.Addr().String())
	fmt.Printf("HRGrad is served at http://%s (stop with Ctrl-C)\n", net.JoinHostPort(*host, actual))
	fail(1, "%v", newServer(*dir).Serve(listener))
}

// How long a client may keep a connection without doing anything. Variables for the tests.
var (
	readLimit  = 10 * time.Second // until a request is complete
	idleLimit  = 60 * time.Second // until the next request
	writeLimit = 30 * time.Second // until it has taken the next piece of a response
)

func newServer(dir string) *http.Server {
	return &http.Server{Handler: handler{dir}, ReadTimeout: readLimit, IdleTimeout: idleLimit}
}

// portFrom reads the PORT variable: empty selects 8080.
func portFrom(value string) (int, error) {
	if value == "" {
		return 8080, nil
	}
	port, err := strconv.Atoi(value)
	if err != nil || port < 0 || port > 65535 {
		return 0, fmt.Errorf("PORT: got %q, allowed: 0 (any free port) to 65535", value)
	}
	return port, nil
}

func fail(code int, format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, "serve: "+format+"\n", arguments...)
	os.Exit(code)
}
