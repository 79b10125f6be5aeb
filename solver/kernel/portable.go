package kernel

// The portable vector loops. Those that a simple loop serves well are the reference loops themselves.

func portableDense[T Float](act Activation, jets, points, in, out int, x, w, b, z, y []T) {
	portableNN(jets*points, out, in, x, w, z, false)
	addBias(jets, points, out, b, z)
	portableForward(act, jets, points, out, z, y)
}

func portableForward[T Float](act Activation, jets, points, width int, z, y []T) {
	if act != Tanh {
		activationForward(act, jets, points, width, z, y)
		return
	}
	// a' = 1-y² needs no second look at z: whole rows at a time.
	for i := 0; i < points; i++ {
		o := i * jets * width
		v := y[o : o+width]
		tanhVec(v, z[o:o+width])
		for l := 1; l < jets; l++ {
			zl := z[o+l*width : o+l*width+width]
			yl := y[o+l*width : o+l*width+width]
			zl, yl = zl[:len(v)], yl[:len(v)]
			for j, t := range v {
				yl[j] = (1 - T(t*t)) * zl[j]
			}
		}
	}
}

func portableBackward[T Float](act Activation, jets, points, width int, z, y, gy, gz []T) {
	if act != Tanh || jets != 3 {
		activationBackward(act, jets, points, width, z, y, gy, gz)
		return
	}
	for i := 0; i < points; i++ {
		o := i * 3 * width
		n := o + width
		y0, y1, y2 := y[o:n], y[n:n+width], y[n+width:n+2*width]
		g0, g1, g2 := gy[o:n], gy[n:n+width], gy[n+width:n+2*width]
		h0, h1, h2 := gz[o:n], gz[n:n+width], gz[n+width:n+2*width]
		y1, y2 = y1[:len(y0)], y2[:len(y0)]
		g0, g1, g2 = g0[:len(y0)], g1[:len(y0)], g2[:len(y0)]
		h0, h1, h2 = h0[:len(y0)], h1[:len(y0)], h2[:len(y0)]
		for j, v := range y0 {
			s := 1 - T(v*v)
			cross := T(g1[j]*y1[j]) + 0 + T(g2[j]*y2[j])
			h0[j] = T(s*g0[j]) + T(-2*T(v*cross))
			h1[j] = s * g1[j]
			h2[j] = s * g2[j]
		}
	}
}
