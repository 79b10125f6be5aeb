//go:build js && wasm

package message

import (
	"math"
	"testing"
)

func TestDistribution(t *testing.T) {
	d, err := Distribution(eval(t, `{type:"distribution",eps:.1,t:.5,nx:2,nv:3,xMin:0,xMax:1,vMin:-10,vMax:10,data:new Float32Array([1,2,3,4,5,6]),reference:null,maxwellian:[6,5,4,3,2,null]}`))
	if err != nil {
		t.Fatal(err)
	}
	if d.NX != 2 || d.NV != 3 || d.VMin != -10 || d.XMax != 1 || d.Eps != .1 || d.T != .5 || d.Data[5] != 6 || d.Reference != nil || d.Maxwellian[4] != 2 || d.Maxwellian[5] == d.Maxwellian[5] {
		t.Errorf("%+v", d)
	}
}

func TestConservation(t *testing.T) {
	k, err := Conservation(eval(t, `{type:"conservation",step:3,eps:.1,t:[0,1],mass:new Float64Array([0,-1e-3]),momentum:[0,1],energy:[0,2],entropy:[0,-1],consistency:[1,2],negative:[0,.5],moments:{rho:1e-3,u:[1e-4,-2e-4]}}`))
	if err != nil {
		t.Fatal(err)
	}
	if k.Step != 3 || k.T[1] != 1 || k.Mass[1] != -1e-3 || k.Entropy[1] != -1 || k.Consistency[1] != 2 || k.Negative[1] != .5 || k.Moments["rho"] != 1e-3 || k.Moments["u"] != 2e-4 {
		t.Errorf("%+v", k)
	}
}

func TestRace(t *testing.T) {
	r, err := Race(eval(t, `{type:"race",t:.5,reference:{x:[0,1],values:{rho:[1,2]}},entries:[
		{name:"ls",title:"Linear sum",step:20,steps:100,seconds:1.5,running:true,history:{steps:[10,20],worst:{rho:[1,.5]},total:[3,2]},errors:{eps:[1,.1],values:{rho:[.1,.2]}},
		 conflictRate:.5,guardRate:null,minCosine:-.1,line:{x:[0,1],values:{rho:[1,2.5]}}},
		{name:"hrgrad",step:0,steps:100,failure:"NaN"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	a := r.Entries[0]
	if len(r.Entries) != 2 || a.Title != "Linear sum" || a.Worst["rho"][1] != .5 || a.HistorySteps[1] != 20 || a.Errors["rho"][1] != .2 || a.Conflict != .5 || !math.IsNaN(a.Guard) || a.MinCosine != -.1 || a.Values["rho"][1] != 2.5 {
		t.Errorf("%+v", a)
	}
	if r.TimeOfLine != .5 || !math.IsNaN(r.EpsOfLine) || r.Reference["rho"][1] != 2 || r.Entries[1].Worst != nil || r.Entries[1].Failure != "NaN" || !math.IsNaN(r.Entries[1].Conflict) {
		t.Errorf("%+v", r)
	}
}

// TestGradientAndLimits: the parts of progress, fields and ready that only some runs have.
func TestGradientAndLimits(t *testing.T) {
	p, err := Progress(eval(t, `{gradient:{m:2,cosine:[1,0,0,1],anchor:new Float64Array([.5,.6]),maxAngles:[1,2]}}`))
	if err != nil || p.Gradient.Anchor[1] != .6 || p.Gradient.MaxAngles[0] != 1 || p.Gradient.Angles != nil {
		t.Errorf("%+v %v", p.Gradient, err)
	}
	f, err := Fields(eval(t, `{line:{x:[1],values:{rho:[1]},limits:[{name:"euler",label:"Euler",values:{rho:[2]}},{name:"free-flight"}]}}`))
	if err != nil || len(f.Line.Limits) != 2 || f.Line.Limits[0].Label != "Euler" || f.Line.Limits[0].Values["rho"][0] != 2 {
		t.Errorf("%+v %v", f.Line, err)
	}
	r, err := Ready(eval(t, `{config:{operator:"rgb",tasks:6},tasks:["a"]}`))
	if err != nil || r.Operator != "rgb" {
		t.Errorf("%+v %v", r, err)
	}
}
