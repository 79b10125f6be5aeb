package weighting_test

import (
	"fmt"
	"strings"

	"github.com/hrgrad/hrgrad/solver/weighting"
)

// Two conflicting task gradients, (1, 0) and (-0.6, 0.8).
func ExampleNew() {
	w, err := weighting.New("hrgrad", weighting.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := w.Weights(weighting.Input{M: 2, Gram: []float64{1, -0.6, -0.6, 1}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: weights %.4f, largest angles %.4f, least cosine %.4f\n", r.Path, r.Weights, r.MaxAngles, r.MinCosine)
	// Output: rotated: weights [1.1566 1.1566], largest angles [1.1071 1.1071], least cosine 0.4472
}

func ExampleNew_unknown() {
	_, err := weighting.New("adam", weighting.Options{})
	line, _, _ := strings.Cut(err.Error(), ", hrgrad-sum")
	fmt.Println(line + ", ...")
	// Output: operator: "adam" given, allowed is hrgrad, config, harmonic, ...
}
