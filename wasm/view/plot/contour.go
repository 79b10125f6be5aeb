package plot

// Contours appends the lines of equal value of a map to dst, two points for each piece, by marching squares (W. Lorensen and H. Cline, 1987, in
// two dimensions; a saddle is decided by the mean of its corners). values are rows of columns samples, the first row at the bottom; points are
// in samples from the lower left one. Cells with a value that is no number have no lines, and after most pieces there are no more.
func Contours(dst []Point, values []float32, rows, columns int, levels []float64, most int) []Point {
	limit := len(dst) + 2*most
	for j := range rows - 1 {
		for i := range columns - 1 {
			at := j*columns + i
			// Around the cell: lower left, lower right, upper right, upper left.
			v := [4]float64{float64(values[at]), float64(values[at+1]), float64(values[at+columns+1]), float64(values[at+columns])}
			if sum := v[0] + v[1] + v[2] + v[3]; sum-sum != 0 {
				continue
			}
			for _, level := range levels {
				if len(dst) >= limit {
					return dst
				}
				dst = cellContour(dst, v, level, float64(i), float64(j))
			}
		}
	}
	return dst
}

// cellContour appends the pieces in one cell whose lower left corner is (x, y).
func cellContour(dst []Point, v [4]float64, level, x, y float64) []Point {
	corners := [4]Point{{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}}
	var crossings [4]Point // on the edge from corner k to the next
	var crossed [4]bool
	n := 0
	for k := range v {
		a, b := v[k], v[(k+1)%4]
		if (a < level) == (b < level) {
			continue
		}
		s, from, to := (level-a)/(b-a), corners[k], corners[(k+1)%4]
		crossings[k], crossed[k] = Point{from.X + s*(to.X-from.X), from.Y + s*(to.Y-from.Y)}, true
		n++
	}
	switch n {
	case 2:
		for k := range v {
			if crossed[k] {
				dst = append(dst, crossings[k])
			}
		}
	case 4:
		// The corners on the same side as the mean belong together: the pieces cut off the other two.
		first := 0
		if (v[0] < level) == (v[0]+v[1]+v[2]+v[3] < 4*level) {
			first = 1
		}
		for _, k := range []int{first, first + 2} {
			dst = append(dst, crossings[(k+3)%4], crossings[k])
		}
	}
	return dst
}
