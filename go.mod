module github.com/hrgrad/hrgrad

go 1.25.0

ignore ./site/node_modules

replace github.com/norunners/vert => ./wasm/vert

require (
	github.com/andybalholm/brotli v1.3.0
	github.com/evanw/esbuild v0.28.2
	github.com/hajimehoshi/ebiten/v2 v2.8.8
	github.com/norunners/vert v0.0.0
	github.com/tetratelabs/wazero v1.11.0
	golang.org/x/image v0.25.0
	golang.org/x/sync v0.12.0
	golang.org/x/sys v0.38.0
	gonum.org/v1/gonum v0.17.0
)

require (
	github.com/ebitengine/gomobile v0.0.0-20240911145611-4856209ac325 // indirect
	github.com/ebitengine/hideconsole v1.0.0 // indirect
	github.com/ebitengine/purego v0.8.0 // indirect
	github.com/jezek/xgb v1.1.1 // indirect
	golang.org/x/text v0.23.0 // indirect
)
