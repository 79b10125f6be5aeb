package input

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func ExampleNew() {
	fmt.Println(New("width", 9999, "1 to 512"))
	fmt.Println(New("rate", "0,1", "above 0 up to %d", 1))
	fmt.Println(Missing("eps", "above 0 up to 1"))
	fmt.Println(Unknown("operator", "hrgard", []string{"config", "hrgrad"}))
	// Output:
	// width: 9999 given, allowed is 1 to 512
	// rate: "0,1" given, allowed is above 0 up to 1
	// eps: missing, allowed is above 0 up to 1
	// operator: "hrgard" given, allowed is config, hrgrad (nearest: hrgrad)
}

func TestNearest(t *testing.T) {
	known := []string{"transport-mode", "transport-smooth", "bgk-smooth", "lm", "ls"}
	for given, want := range map[string]string{
		"transport-mod": "transport-mode", "Transport-Mode": "transport-mode", "trasnport-mode": "transport-mode", "bgk-smoth": "bgk-smooth",
		"": "", "fly": "", "l": "", "transport": "", strings.Repeat("x", 1000): "",
	} {
		if got := Nearest(given, known); got != want {
			t.Errorf("nearest of %q is %q, want %q", given, got, want)
		}
	}
}

func TestIsSeesWrappedErrors(t *testing.T) {
	bad := fmt.Errorf("file.ckpt: %w", New("tasks", 0, "1 to 32"))
	if !Is(bad) || Is(io.EOF) || Is(nil) {
		t.Error("only bad input is an input error")
	}
	var e *Error
	if !errors.As(bad, &e) || e.Field != "tasks" || e.Given != "0" || e.Allowed != "1 to 32" {
		t.Errorf("%+v", e)
	}
}

func TestErrorsHaveOneLine(t *testing.T) {
	if msg := Unknown("operator", "a\nb", []string{"ls"}).Error(); strings.Contains(msg, "\n") {
		t.Errorf("%q", msg)
	}
}
