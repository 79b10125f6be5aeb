package train

import (
	"slices"

	"github.com/hrgrad/hrgrad/solver/input"
)

// Values are settings as text by key: the form in which a configuration crosses to the page, which keeps a seed of 64 bits exact.
// Missing keys and empty texts stand for defaults.
type Values map[string]string

// Values returns all settings of a configuration as text.
func (c Config) Values() Values {
	out := Values{}
	for _, s := range settings {
		out[s.Key] = s.Of(c)
	}
	return out
}

// FromValues reads a configuration. Keys that are no settings and texts that cannot be read are input errors.
func FromValues(v Values) (Config, error) {
	var c Config
	read := 0
	for _, s := range settings {
		text, ok := v[s.Key]
		if !ok {
			continue
		}
		read++
		if err := s.Set(&c, text); err != nil {
			return Config{}, err
		}
	}
	if read < len(v) {
		var keys, unknown []string
		for _, s := range settings {
			keys = append(keys, s.Key)
		}
		for key := range v {
			if !slices.Contains(keys, key) {
				unknown = append(unknown, key)
			}
		}
		return Config{}, input.Unknown("setting", slices.Min(unknown), keys)
	}
	return c, nil
}

// Equal reports whether two configurations have the same settings.
func (c Config) Equal(d Config) bool {
	for _, s := range settings {
		if s.Of(c) != s.Of(d) {
			return false
		}
	}
	return true
}

// ForWorkers returns only what the gradients of a batch depend on. Sessions that differ in nothing else can share gradient workers.
func (c Config) ForWorkers() Config {
	var out Config
	for _, s := range settings {
		if s.Worker {
			s.Copy(&out, &c)
		}
	}
	return out
}
