package main

import "errors"

// canPlot: the library would add its fonts to the program that Node loads.
const canPlot = false

func (m *sweepResult) plot(string) ([]byte, error) { return nil, errors.New("no plots under Node") }

func (f *figure) draw(string) ([]byte, error) { return nil, errors.New("no plots under Node") }
