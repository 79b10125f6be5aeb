package wire

// Solving tells of a solve for the last layer of the network at Step, with so many random Features appended: how far it is while it is
// Running, then whether the solved layer was Kept or, in Message, why not. Ratio is the most that a fresh loss has become of that before.
type Solving struct {
	Step     int     `json:"step"`
	Features int     `json:"features"`
	Unknowns int     `json:"unknowns"` // 0 before the end
	Running  bool    `json:"running"`
	Done     float64 `json:"done"` // share
	Kept     bool    `json:"kept"`
	Ratio    float64 `json:"ratio"`
	Seconds  float64 `json:"seconds"`
	Message  string  `json:"message"`
}

// Name implements Message.
func (Solving) Name() string { return "solving" }
