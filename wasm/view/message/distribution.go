//go:build js && wasm

package message

import (
	"fmt"
	"math"
	"syscall/js"

	"github.com/hrgrad/hrgrad/wasm/view/data"
)

type (
	distributionMessage struct {
		Eps        float64  `js:"eps"`
		T          float64  `js:"t"`
		NX         int      `js:"nx"`
		NV         int      `js:"nv"`
		XMin       float64  `js:"xMin"`
		XMax       float64  `js:"xMax"`
		VMin       float64  `js:"vMin"`
		VMax       float64  `js:"vMax"`
		Data       js.Value `js:"data"`
		Reference  js.Value `js:"reference"`
		Maxwellian js.Value `js:"maxwellian"`
	}
	conservationMessage struct {
		Step        int                 `js:"step"`
		Eps         float64             `js:"eps"`
		T           js.Value            `js:"t"`
		Mass        js.Value            `js:"mass"`
		Momentum    js.Value            `js:"momentum"`
		Energy      js.Value            `js:"energy"`
		Entropy     js.Value            `js:"entropy"`
		Consistency js.Value            `js:"consistency"`
		Negative    js.Value            `js:"negative"`
		Moments     map[string]js.Value `js:"moments"`
	}
)

// Distribution reads a message of type distribution. Without data it takes the panels away.
func Distribution(m js.Value) (d data.Distribution, err error) {
	var r distributionMessage
	if err := assign(m, &r); err != nil {
		return d, fmt.Errorf("distribution: %w", err)
	}
	d = data.Distribution{Eps: r.Eps, T: r.T, NX: r.NX, NV: r.NV, XMin: r.XMin, XMax: r.XMax, VMin: r.VMin, VMax: r.VMax}
	for _, list := range []struct {
		name string
		from js.Value
		to   *[]float32
	}{{"data", r.Data, &d.Data}, {"reference", r.Reference, &d.Reference}, {"maxwellian", r.Maxwellian, &d.Maxwellian}} {
		if *list.to, err = samples(list.from); err != nil {
			return d, fmt.Errorf("distribution: %s: %w", list.name, err)
		}
	}
	return d, nil
}

// Conservation reads a message of type conservation. Moments are numbers, or lists over t of which
// the largest counts.
func Conservation(m js.Value) (k data.Conservation, err error) {
	var r conservationMessage
	if err := assign(m, &r); err != nil {
		return k, fmt.Errorf("conservation: %w", err)
	}
	k = data.Conservation{Step: r.Step, Eps: r.Eps}
	for _, list := range []struct {
		name string
		from js.Value
		to   *[]float64
	}{{"t", r.T, &k.T}, {"mass", r.Mass, &k.Mass}, {"momentum", r.Momentum, &k.Momentum}, {"energy", r.Energy, &k.Energy}, {"entropy", r.Entropy, &k.Entropy},
		{"consistency", r.Consistency, &k.Consistency}, {"negative", r.Negative, &k.Negative}} {
		if *list.to, err = numbers(list.from); err != nil {
			return k, fmt.Errorf("conservation: %s: %w", list.name, err)
		}
	}
	for name, v := range r.Moments {
		if k.Moments == nil {
			k.Moments = map[string]float64{}
		}
		if v.Type() == js.TypeNumber {
			k.Moments[name] = v.Float()
			continue
		}
		list, err := numbers(v)
		if err != nil {
			return k, fmt.Errorf("conservation: moments of %q: %w", name, err)
		}
		for _, x := range list {
			k.Moments[name] = math.Max(k.Moments[name], math.Abs(x))
		}
	}
	return k, nil
}
