// Written by `go test ./wasm/wire -update` from package wasm/wire: what crosses between the engine, the page and the view.

// Operators in a race.
export const minRunners = 2;
export const maxRunners = 4;

// Points in each direction of a grid that the page may ask for.
export const minGrid = 2;
export const maxGrid = 512;

// Bytes of a checkpoint at most.
export const maxCheckpoint = 536870912;

// Bytes of measurements at most.
export const maxData = 4194304;

// Types of the requests that the engine takes.
export const requests = ['init', 'run', 'pause', 'step', 'reset', 'view', 'ack', 'checkpoint', 'resume', 'show', 'workers', 'conservation', 'race', 'race-run', 'race-pause', 'race-stop', 'check', 'references', 'measured', 'fit', 'solve', 'ping', 'again'];

// Types of the messages that the engine sends.
export const messages = ['hello', 'ready', 'progress', 'fields', 'errors', 'errorsOverTime', 'distribution', 'conservation', 'race', 'solving', 'reference', 'checkpoint', 'checked', 'fault', 'mended', 'pong', 'fit'];

/**
 * @typedef {object} Hello
 * @property {'hello'} type
 * @property {string} kernels
 * @property {string[]} available
 */

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} symbol
 * @property {string} label
 * @property {string} unit
 * @property {string} sign
 * @property {string} [vector]
 * @property {boolean} [vanishes]
 * @property {boolean} [absolute]
 * @property {boolean} [transverse]
 */

/**
 * @typedef {object} Limit
 * @property {string} name
 * @property {string} label
 */

/**
 * @typedef {object} Problem
 * @property {string} name
 * @property {string} title
 * @property {string} equation
 * @property {string} summary
 * @property {string} [definitions]
 * @property {string} [initial]
 * @property {string} [boundary]
 * @property {string} class
 * @property {number} dimensions
 * @property {number} xMin
 * @property {number} xMax
 * @property {number} yMin
 * @property {number} yMax
 * @property {number} tEnd
 * @property {number} vMin
 * @property {number} vMax
 * @property {boolean} periodic
 * @property {Field[]} fields
 * @property {Limit[]} limits
 * @property {string[]} heads
 * @property {string[]} formulations
 * @property {string[]} [directions]
 */

/**
 * @typedef {object} Choice
 * @property {string} key
 * @property {string[]} names
 */

/**
 * @typedef {object} Parameter
 * @property {string} name
 * @property {number} min
 * @property {number} max
 */

/**
 * @typedef {object} Own
 * @property {string} text
 * @property {string} indented
 * @property {Problem} problem
 * @property {Object<string, string>} defaults
 * @property {Choice[]} choices
 * @property {Parameter[]} parameters
 * @property {string[]} notes
 */

/**
 * @typedef {object} Ready
 * @property {'ready'} type
 * @property {Object<string, string>} config
 * @property {Problem} problem
 * @property {number} parameters
 * @property {string[]} tasks
 * @property {number} step
 * @property {boolean} trained
 * @property {Own|null} own
 * @property {boolean} extensible
 */

/**
 * @typedef {object} Gradient
 * @property {number} m
 * @property {number[]} cosine
 * @property {boolean[]} conflict
 * @property {number} conflicts
 * @property {number[]} angles
 * @property {number[]} maxAngles
 * @property {number[]} anchor
 * @property {number[]} coefficients
 * @property {number} minCosine
 * @property {number} stepCosine
 * @property {number} alignment
 * @property {string} path
 * @property {number} guardScale
 */

/**
 * @typedef {object} History
 * @property {number[]} steps
 * @property {number[][]} losses
 */

/**
 * @typedef {object} Progress
 * @property {'progress'} type
 * @property {number} step
 * @property {number} steps
 * @property {boolean} running
 * @property {number} stepsPerSecond
 * @property {number} seconds
 * @property {number[]} losses
 * @property {number} total
 * @property {number} part
 * @property {number} rate
 * @property {string} judged
 * @property {string} check
 * @property {Gradient|null} gradient
 * @property {History} history
 */

/**
 * @typedef {object} Line
 * @property {Float64Array|null} x
 * @property {Float64Array[]|null} values
 * @property {Float64Array[]|null} reference
 * @property {Limit[]} limits
 */

/**
 * @typedef {object} Fields
 * @property {'fields'} type
 * @property {number} step
 * @property {number} eps
 * @property {number} t
 * @property {number} nt
 * @property {number} nx
 * @property {number} ny
 * @property {number} y
 * @property {Float32Array[]|null} data
 * @property {Float32Array[]|null} reference
 * @property {Line} line
 */

/**
 * @typedef {object} Errors
 * @property {'errors'} type
 * @property {number} step
 * @property {number} t
 * @property {number[]} eps
 * @property {string[]} fields
 * @property {number[][]} values
 * @property {string[]} [absolute]
 * @property {number[]} estimates
 * @property {number[][]} estimated
 */

/**
 * @typedef {object} ErrorsOverTime
 * @property {'errorsOverTime'} type
 * @property {number} step
 * @property {number[]} t
 * @property {number[]} eps
 * @property {string[]} fields
 * @property {number[][]} values
 * @property {number[][]} worst
 * @property {string[]} absolute
 */

/**
 * @typedef {object} Distribution
 * @property {'distribution'} type
 * @property {number} step
 * @property {number} eps
 * @property {number} t
 * @property {number} nx
 * @property {number} nv
 * @property {number} xMin
 * @property {number} xMax
 * @property {number} vMin
 * @property {number} vMax
 * @property {number} y
 * @property {Float32Array|null} data
 * @property {Float32Array|null} reference
 * @property {Float32Array|null} maxwellian
 */

/**
 * @typedef {object} Conservation
 * @property {'conservation'} type
 * @property {number} step
 * @property {number} eps
 * @property {number[]} t
 * @property {number[]} mass
 * @property {number[]} momentum
 * @property {number[]} energy
 * @property {number[]} entropy
 * @property {number[]} consistency
 * @property {number[]} negative
 */

/**
 * @typedef {object} Curves
 * @property {Float64Array|null} steps
 * @property {Float64Array|null} seconds
 * @property {Float64Array[]|null} worst
 * @property {Float64Array|null} total
 */

/**
 * @typedef {object} Runner
 * @property {string} name
 * @property {string} title
 * @property {number} step
 * @property {number} steps
 * @property {number} seconds
 * @property {boolean} running
 * @property {string} failure
 * @property {string} check
 * @property {number} conflictRate
 * @property {number} guardRate
 * @property {number} minCosine
 * @property {number} mean
 * @property {number[]} worst
 * @property {Float64Array[]|null} errors
 * @property {Curves} history
 * @property {Float64Array[]|null} line
 */

/**
 * @typedef {object} Race
 * @property {'race'} type
 * @property {string} problem
 * @property {string} seed
 * @property {number} steps
 * @property {number} seconds
 * @property {number} compared
 * @property {boolean} running
 * @property {boolean} finished
 * @property {number} eps
 * @property {number} t
 * @property {string[]} fields
 * @property {string[]} [absolute]
 * @property {number[]} decades
 * @property {number} known
 * @property {string} leader
 * @property {Float64Array|null} x
 * @property {Float64Array[]|null} reference
 * @property {Runner[]} runners
 */

/**
 * @typedef {object} Solving
 * @property {'solving'} type
 * @property {number} step
 * @property {number} features
 * @property {number} unknowns
 * @property {boolean} running
 * @property {number} done
 * @property {boolean} kept
 * @property {number} ratio
 * @property {number} seconds
 * @property {string} message
 */

/**
 * @typedef {object} ReferenceProgress
 * @property {'reference'} type
 * @property {number} eps
 * @property {number} fraction
 * @property {string} limit
 */

/**
 * @typedef {object} Saved
 * @property {'checkpoint'} type
 * @property {number} step
 * @property {number} seconds
 * @property {boolean} auto
 * @property {Uint8Array|null} bytes
 */

/**
 * @typedef {object} FileFault
 * @property {string} key
 * @property {number} column
 * @property {string} message
 */

/**
 * @typedef {object} SketchCurve
 * @property {string} label
 * @property {Float64Array|null} values
 */

/**
 * @typedef {object} Sketch
 * @property {string} key
 * @property {string} axis
 * @property {Float64Array|null} at
 * @property {SketchCurve[]} curves
 */

/**
 * @typedef {object} Checked
 * @property {'checked'} type
 * @property {number} id
 * @property {Own|null} own
 * @property {FileFault[]} faults
 * @property {Sketch[]} sketches
 */

/**
 * @typedef {object} Fault
 * @property {'fault'} type
 * @property {string} message
 * @property {string} action
 */

/**
 * @typedef {object} Mended
 * @property {'mended'} type
 * @property {string} message
 */

/**
 * @typedef {object} Pong
 * @property {'pong'} type
 */

/**
 * @typedef {object} Series
 * @property {string} field
 * @property {Float64Array|null} t
 * @property {Float64Array|null} x
 * @property {Float64Array|null} eps
 * @property {Float64Array|null} value
 * @property {Float64Array|null} sigma
 * @property {Float64Array|null} model
 */

/**
 * @typedef {object} Estimate
 * @property {string} name
 * @property {number} value
 * @property {number} spread
 * @property {number} min
 * @property {number} max
 * @property {string} bound
 * @property {boolean} determined
 */

/**
 * @typedef {object} Fit
 * @property {'fit'} type
 * @property {number} step
 * @property {string} error
 * @property {boolean} fitted
 * @property {Series[]} series
 * @property {Estimate[]} parameters
 * @property {number[]} correlation
 * @property {number} misfit
 * @property {boolean} sigmas
 * @property {string[]} notes
 */

/**
 * @typedef {object} Request
 * @property {('init'|'run'|'pause'|'step'|'reset'|'view'|'ack'|'checkpoint'|'resume'|'show'|'workers'|'conservation'|'race'|'race-run'|'race-pause'|'race-stop'|'check'|'references'|'measured'|'fit'|'solve'|'ping'|'again')} type
 * @property {Object<string, string>} [config]
 * @property {number} [count]
 * @property {number} [eps]
 * @property {number} [t]
 * @property {number} [nt]
 * @property {number} [nx]
 * @property {number} [ny]
 * @property {number} [y]
 * @property {number} [nv]
 * @property {number[]} [set]
 * @property {string} [text]
 * @property {boolean} [distribution]
 * @property {string[]} [operators]
 * @property {string[]} [optimizers]
 * @property {boolean} [auto]
 * @property {string} [data]
 * @property {Uint8Array|null} [bytes]
 */

/** @typedef {Hello | Ready | Progress | Fields | Errors | ErrorsOverTime | Distribution | Conservation | Race | Solving | ReferenceProgress | Saved | Checked | Fault | Mended | Pong | Fit} Message */
