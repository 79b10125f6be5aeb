package main

// elsewhere is never reached: under js the program measures where it is.
func elsewhere(string, func(result) error) error { return nil }
