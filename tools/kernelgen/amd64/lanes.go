package main

import (
	"fmt"
	"math"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand" //nolint:revive // operands read as an assembler's
	"github.com/mmcloughlin/avo/reg"
)

// vec is a register of eight single or four double lanes.
type vec = reg.VecVirtual

// gp is an integer register.
type gp = reg.GPVirtual

// family generates the kernels of one precision, plain (multiply, round, add) or fused. Operations return a new register; their last
// operand may also be memory.
type family struct {
	*build.Context
	*data
	double, fused bool
	wider         bool // vectors of 64 bytes, for AVX-512: what hyperbolic tangents and gases need
	kernels       []signature
	labels        int
}

const vectorBytes = 32

func (k *family) size() int {
	if k.double {
		return 8
	}
	return 4
}

func (k *family) lanes() int { return k.vectorBytes() / k.size() }

func (k *family) vectorBytes() int {
	if k.wider {
		return wideBytes
	}
	return vectorBytes
}

// vector returns a new register.
func (k *family) vector() vec {
	if k.wider {
		return k.ZMM()
	}
	return k.YMM()
}

// either calls the instruction of the precision.
func (k *family) either(single, double func(...Op), ops ...Op) {
	if k.double {
		double(ops...)
	} else {
		single(ops...)
	}
}

func (k *family) binary(single, double func(...Op), a vec, b Op) vec {
	r := k.vector()
	k.either(single, double, b, a, r)
	return r
}

func (k *family) add(a vec, b Op) vec { return k.binary(k.VADDPS, k.VADDPD, a, b) }
func (k *family) sub(a vec, b Op) vec { return k.binary(k.VSUBPS, k.VSUBPD, a, b) }
func (k *family) mul(a vec, b Op) vec { return k.binary(k.VMULPS, k.VMULPD, a, b) }
func (k *family) div(a vec, b Op) vec { return k.binary(k.VDIVPS, k.VDIVPD, a, b) }
func (k *family) and(a vec, b Op) vec {
	if k.wider { // those of floating point are an extension of AVX-512
		return k.binary(k.VPANDD, k.VPANDQ, a, b)
	}
	return k.binary(k.VANDPS, k.VANDPD, a, b)
}
func (k *family) or(a vec, b Op) vec {
	if k.wider {
		return k.binary(k.VPORD, k.VPORQ, a, b)
	}
	return k.binary(k.VORPS, k.VORPD, a, b)
}
func (k *family) xor(a vec, b Op) vec {
	if k.wider {
		return k.binary(k.VPXORD, k.VPXORQ, a, b)
	}
	return k.binary(k.VXORPS, k.VXORPD, a, b)
}

// without clears the bits of a that are set in mask.
func (k *family) without(a, mask vec) vec {
	if k.wider {
		return k.binary(k.VPANDND, k.VPANDNQ, mask, a)
	}
	return k.binary(k.VANDNPS, k.VANDNPD, mask, a)
}

func (k *family) sqrt(a Op) vec {
	r := k.vector()
	k.either(k.VSQRTPS, k.VSQRTPD, a, r)
	return r
}

// pmin is b < a ? b : a and pmax is a < b ? b : a: a NaN in a stays.
func (k *family) pmin(a vec, b vec) vec { return k.binary(k.VMINPS, k.VMINPD, b, a) }
func (k *family) pmax(a vec, b vec) vec { return k.binary(k.VMAXPS, k.VMAXPD, b, a) }

const (
	lessThan = 17 // ordered, quiet
	lessOrEq = 18
)

// compare sets all bits of the lanes where a lessThan (or lessOrEq) b.
func (k *family) compare(predicate uint8, a vec, b Op) vec {
	r := k.vector()
	if k.wider {
		lanes := k.K()
		k.either(k.VCMPPS, k.VCMPPD, U8(predicate), b, a, lanes)
		k.either(k.zeroing(k.VMOVUPS_Z), k.zeroing(k.VMOVUPD_Z), k.integer(^uint64(0)>>(64-8*k.size())), lanes, r)
		return r
	}
	k.either(k.VCMPPS, k.VCMPPD, U8(predicate), b, a, r)
	return r
}

// choose takes the lanes of a where the sign of mask is set, else those of b; for AVX-512 a mask has all bits or none.
func (k *family) choose(a Op, b, mask vec) vec {
	r := k.vector()
	if k.wider {
		lanes := k.K()
		k.either(k.VPTESTMD, k.VPTESTMQ, mask, mask, lanes)
		k.either(k.VBLENDMPS, k.VBLENDMPD, a, b, lanes, r)
		return r
	}
	if k.double {
		k.VBLENDVPD(mask, a, b, r)
	} else {
		k.VBLENDVPS(mask, a, b, r)
	}
	return r
}

// Integer instructions on lanes of the same width.
func (k *family) iadd(a vec, b Op) vec { return k.binary(k.VPADDD, k.VPADDQ, a, b) }
func (k *family) shl(a vec, by int) vec {
	r := k.vector()
	k.either(k.VPSLLD, k.VPSLLQ, U8(by), a, r)
	return r
}

// madd is a*b + c with two roundings, or fused.
func (k *family) madd(a, b vec, c Op) vec {
	if !k.fused {
		return k.add(k.mul(a, b), c)
	}
	r := k.copy(a)
	k.either(k.VFMADD213PS, k.VFMADD213PD, c, b, r)
	return r
}

// nmadd is c - a*b with two roundings, or fused.
func (k *family) nmadd(a, b vec, c Op) vec {
	if !k.fused {
		return k.sub(k.register(c), k.mul(a, b))
	}
	r := k.copy(a)
	k.either(k.VFNMADD213PS, k.VFNMADD213PD, c, b, r)
	return r
}

// accumulate sets sum += a*b, with two roundings or fused.
func (k *family) accumulate(sum, a vec, b Op) {
	if k.fused {
		k.either(k.VFMADD231PS, k.VFMADD231PD, b, a, sum)
		return
	}
	k.either(k.VADDPS, k.VADDPD, k.mul(a, b), sum, sum)
}

func (k *family) copy(a Op) vec {
	r := k.vector()
	k.move(a, r)
	return r
}

// move copies a vector from register or memory to register or memory.
func (k *family) move(from, to Op) { k.either(k.VMOVUPS, k.VMOVUPD, from, to) }

// register returns a in a register.
func (k *family) register(a Op) vec {
	if v, ok := a.(vec); ok {
		return v
	}
	return k.copy(a)
}

func (k *family) zero() vec {
	r := k.vector()
	if k.wider {
		k.VPXORD(r, r, r)
	} else {
		k.VXORPS(r, r, r)
	}
	return r
}

// splat sets all lanes to the number in memory.
func (k *family) splat(m Op) vec {
	r := k.vector()
	k.either(k.VBROADCASTSS, k.VBROADCASTSD, m, r)
	return r
}

// argument is a scalar parameter in all lanes.
func (k *family) argument(name string) vec {
	b, err := k.Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return k.splat(b.Addr)
}

// constant is the same number in every lane, rounded to the precision, in memory.
func (k *family) constant(v float64) Mem {
	if k.double {
		return k.integer(math.Float64bits(v))
	}
	return k.integer(uint64(math.Float32bits(float32(v))))
}

// integer is the same integer in every lane, in memory.
func (k *family) integer(v uint64) Mem { return k.replicated(v, k.size(), k.lanes()) }

// data holds the constants of the assembly file.
type data struct {
	*build.Context
	names map[string]bool
}

func (d *data) replicated(v uint64, size, count int) Mem {
	name := fmt.Sprintf("c%d_%0*x", 8*size, 2*size, v)
	if size*count == wideBytes {
		name += "_wide"
	}
	m := NewDataAddr(Symbol{Name: name, Static: true}, 0)
	if d.names[name] {
		return m
	}
	d.names[name] = true
	d.StaticGlobal(name)
	d.DataAttributes(attr.RODATA | attr.NOPTR)
	for i := range count {
		if size == 8 {
			d.AddDatum(8*i, U64(v))
		} else {
			d.AddDatum(4*i, U32(v))
		}
	}
	return m
}

// maskTable is 32 bytes of ones followed by 32 bytes of zeros.
func (d *data) maskTable() Mem {
	const name = "masks"
	m := NewDataAddr(Symbol{Name: name, Static: true}, 0)
	if !d.names[name] {
		d.names[name] = true
		d.StaticGlobal(name)
		d.DataAttributes(attr.RODATA | attr.NOPTR)
		for i := range 4 {
			d.AddDatum(8*i, U64(1<<64-1))
		}
		for i := range 4 {
			d.AddDatum(32+8*i, U64(0))
		}
	}
	return m
}

// label returns a name that is new in this function.
func (k *family) label(s string) string {
	k.labels++
	return fmt.Sprintf("%s%d", s, k.labels)
}
