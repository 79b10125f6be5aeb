package main

import (
	"encoding/json"
	"math"
	"slices"
)

// number is a float64 that JSON can hold: what is not finite becomes null, and null reads back as +Inf.
type number float64

// MarshalJSON implements json.Marshaler.
func (n number) MarshalJSON() ([]byte, error) {
	if v := float64(n); math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON implements json.Unmarshaler.
func (n *number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = number(math.Inf(1))
		return nil
	}
	return json.Unmarshal(b, (*float64)(n))
}

// spread is the median, the quartiles and the range of a quantity over seeds. A failed run counts as +Inf.
type spread struct {
	Median number `json:"median"`
	Low    number `json:"low"`  // first quartile
	High   number `json:"high"` // third quartile
	Min    number `json:"min"`
	Max    number `json:"max"`
}

// spreadOf needs at least one value; the median of an even number is the mean of the middle two.
func spreadOf(values []float64) spread {
	v := slices.Clone(values)
	slices.Sort(v)
	n := len(v)
	median := v[n/2]
	if n%2 == 0 {
		median = (v[n/2-1] + v[n/2]) / 2
	}
	quartile := func(q float64) number { // linear between the order statistics; equal neighbours may be infinite
		at := q * float64(n-1)
		k := int(at)
		if k+1 >= n || v[k] == v[k+1] || at == float64(k) {
			return number(v[k])
		}
		return number(v[k] + (at-float64(k))*(v[k+1]-v[k]))
	}
	return spread{number(median), quartile(0.25), quartile(0.75), number(v[0]), number(v[n-1])}
}

// ranks numbers values from 1, the smallest first; equal values share the mean of their ranks.
func ranks(values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		less, equal := 0, 0
		for _, w := range values {
			if w < v {
				less++
			} else if w == v {
				equal++
			}
		}
		out[i] = float64(less) + float64(equal+1)/2
	}
	return out
}
