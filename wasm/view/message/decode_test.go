//go:build js && wasm

package message

import (
	"math"
	"strings"
	"syscall/js"
	"testing"
)

// eval gives the value of a JavaScript expression.
func eval(t *testing.T, expr string) js.Value {
	t.Helper()
	return js.Global().Get("Function").New("return (" + expr + ")").Invoke()
}

func TestReady(t *testing.T) {
	r, err := Ready(eval(t, `{type:"ready", config:{steps:3}, parameters:1200, tasks:["macro","micro"], problem:{name:"transport-mode", title:"T",
		equation:"e", fields:[{name:"rho",label:"density ρ",unit:"1"},{name:"flux",label:"flux",unit:"1"}], xMin:0, xMax:6.28, tEnd:1, periodic:true, heads:["nodal"]}}`))
	if err != nil {
		t.Fatal(err)
	}
	p := r.Problem
	if p.Name != "transport-mode" || p.XMax != 6.28 || p.TEnd != 1 || len(p.Fields) != 2 || p.Fields[0].Label != "density ρ" || len(r.Tasks) != 2 || r.Tasks[1] != "micro" {
		t.Errorf("%+v", r)
	}
}

func TestFields(t *testing.T) {
	// The data start in the middle of their buffer, as a part of a transferred block does.
	f, err := Fields(eval(t, `{type:"fields", eps:1e-3, t:.5, nt:2, nx:3, fields:[
		{name:"rho",label:"density",unit:"1",data:new Float32Array(new Float32Array([9,9,1,2,3,4,NaN,6]).buffer,8,6),reference:null},
		{name:"flux",label:"flux",unit:"1",data:[1,2,3,4,null,6],reference:new Float32Array(6)}],
		line:{x:[0,1],values:{rho:[1,2],flux:new Float64Array([3,4])},reference:null}}`))
	if err != nil {
		t.Fatal(err)
	}
	if f.NT != 2 || f.NX != 3 || f.Eps != 1e-3 || f.T != 0.5 || len(f.Fields) != 2 {
		t.Fatalf("%+v", f)
	}
	d := f.Fields[0].Data
	if len(d) != 6 || d[0] != 1 || d[5] != 6 || d[4] == d[4] || f.Fields[0].Reference != nil {
		t.Errorf("rho %v, reference %v", d, f.Fields[0].Reference)
	}
	if g := f.Fields[1]; g.Data[3] != 4 || g.Data[4] == g.Data[4] || len(g.Reference) != 6 {
		t.Errorf("flux %+v", g)
	}
	if f.Line == nil || f.Line.Values["flux"][1] != 4 || f.Line.Values["rho"][0] != 1 || f.Line.Reference != nil {
		t.Errorf("line %+v", f.Line)
	}
}

// TestForeignRealm: arrays made in another realm, as in the page around the iframe, are no
// instances of this one's classes.
func TestForeignRealm(t *testing.T) {
	require := js.Global().Get("require")
	if require.Type() != js.TypeFunction {
		t.Skip("no second realm outside Node")
	}
	v := require.Invoke("vm").Call("runInNewContext", `({nt:1,nx:2,eps:1,t:0,fields:[{name:"rho",data:new Float32Array([5,6])}]})`)
	f, err := Fields(v)
	if err != nil || len(f.Fields) != 1 || f.Fields[0].Data[1] != 6 {
		t.Errorf("%+v %v", f, err)
	}
}

func TestProgress(t *testing.T) {
	for _, cosine := range []string{"[1,-.5,-.5,1]", "[[1,-.5],[-.5,1]]", "new Float64Array([1,-.5,-.5,1])"} {
		p, err := Progress(eval(t, `{type:"progress",step:7,steps:100,running:true,stepsPerSecond:3.5,seconds:2,losses:[.1,.2],total:.3,
			gradient:{m:2,cosine:`+cosine+`,conflict:[true,false],angles:[.1,0],minCosine:.05,path:"rotated",guardScale:1},
			history:{steps:[6,7],losses:[[.2,.3],[.1,null]]}}`))
		if err != nil {
			t.Fatal(err)
		}
		g := p.Gradient
		if p.Step != 7 || !p.Running || len(p.HistorySteps) != 2 || p.HistoryLosses[0][1] != .3 || p.HistoryLosses[1][1] == p.HistoryLosses[1][1] {
			t.Errorf("%+v", p)
		}
		if g == nil || g.M != 2 || g.Cosine[1] != -.5 || !g.Conflict[0] || g.Conflict[1] || g.MinCosine != .05 || !math.IsNaN(g.Alignment) || g.Path != "rotated" || g.Angles[0] != .1 {
			t.Errorf("%s: %+v", cosine, g)
		}
	}
	p, err := Progress(eval(t, `{type:"progress",step:1,gradient:null}`))
	if err != nil || p.Gradient != nil || p.HistorySteps != nil {
		t.Errorf("%+v %v", p, err)
	}
}

func TestErrors(t *testing.T) {
	e, err := Errors(eval(t, `{type:"errors",step:5,t:1,eps:[1,.1],fields:["rho","flux"],values:[[.1,.2],new Float64Array([.3,NaN])]}`))
	if err != nil || e.Step != 5 || len(e.Eps) != 2 || e.Values[1][0] != .3 || e.Values[1][1] == e.Values[1][1] {
		t.Errorf("%+v %v", e, err)
	}
}

// TestMisfits: every misfit is one line that names the message.
func TestMisfits(t *testing.T) {
	decoders := map[string]func(js.Value) error{
		"ready":    func(v js.Value) error { _, err := Ready(v); return err },
		"fields":   func(v js.Value) error { _, err := Fields(v); return err },
		"progress": func(v js.Value) error { _, err := Progress(v); return err },
		"errors":   func(v js.Value) error { _, err := Errors(v); return err },

		"distribution": func(v js.Value) error { _, err := Distribution(v); return err },
		"conservation": func(v js.Value) error { _, err := Conservation(v); return err },
		"race":         func(v js.Value) error { _, err := Race(v); return err },
	}
	for _, c := range []struct{ kind, expr string }{
		{"ready", `{problem:5}`},
		{"ready", `{problem:{fields:[{label:"no name"}]}}`},
		{"ready", `{problem:{xMin:"left"}}`},
		{"fields", `{nt:2.5,nx:2}`},
		{"fields", `{nt:"many"}`},
		{"fields", `{nt:1,nx:1,fields:[{name:"rho",data:"abc"}]}`},
		{"fields", `{nt:1,nx:1,fields:[{name:"rho",data:{length:1e9}}]}`},
		{"fields", `{nt:1,nx:1,fields:"rho"}`},
		{"fields", `{line:{x:7}}`},
		{"fields", `{line:{x:[1],values:{rho:"a"}}}`},
		{"fields", `{fields:[{name:"rho",data:new Float32Array(5000000)}]}`},
		{"progress", `{step:{}}`},
		{"progress", `{losses:"low"}`},
		{"progress", `{gradient:{m:2,cosine:"x"}}`},
		{"progress", `{history:{steps:[1],losses:["x"]}}`},
		{"progress", `{history:{steps:{},losses:[]}}`},
		{"fields", `{line:{x:[1],limits:[{name:"euler",values:{rho:"a"}}]}}`},
		{"fields", `{line:{x:[1],limits:5}}`},
		{"progress", `{gradient:{m:2,anchor:"x"}}`},
		{"progress", `{gradient:{m:2,maxAngles:{}}}`},
		{"ready", `{config:{operator:{}}}`},
		{"distribution", `{nx:"2"}`},
		{"distribution", `{data:"x"}`},
		{"distribution", `{data:[1],maxwellian:7}`},
		{"conservation", `{t:"x"}`},
		{"conservation", `{t:[1],moments:{rho:"x"}}`},
		{"race", `{entries:5}`},
		{"race", `{entries:[{history:{steps:[1],worst:{rho:"a"}}}]}`},
		{"race", `{entries:[{name:"a",errors:{eps:"1"}}]}`},
		{"race", `{entries:[{name:"a",line:{x:{}}}]}`},
		{"race", `{entries:[{conflictRate:"high"}]}`},
		{"race", `{entries:Array(100).fill({name:"a"})}`},
		{"race", `{reference:{x:5}}`},
		{"errors", `{eps:"1"}`},
		{"errors", `{values:["1"]}`},
		{"errors", `{fields:[1]}`},
		{"errors", `new Proxy({},{get(){throw new Error("trap")}})`},
	} {
		err := decoders[c.kind](eval(t, c.expr))
		if err == nil || !strings.HasPrefix(err.Error(), c.kind+": ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s %s: error %v", c.kind, c.expr, err)
		}
	}
	for _, decode := range decoders {
		for _, expr := range []string{`{}`, `[]`, `null`, `{fields:null,line:null,history:null,gradient:null,eps:null,entries:null,reference:null,moments:null}`} {
			_ = decode(eval(t, expr)) // must return
		}
	}
}
