module github.com/hrgrad/hrgrad/tools/kernelgen/amd64

go 1.25.0

replace (
	github.com/hrgrad/hrgrad => ../../..
	github.com/norunners/vert => ../../../wasm/vert
)

require (
	github.com/hrgrad/hrgrad v0.0.0
	github.com/mmcloughlin/avo v0.5.0
)

require (
	golang.org/x/mod v0.29.0 // indirect
	golang.org/x/sync v0.17.0 // indirect
	golang.org/x/tools v0.38.0 // indirect
)
