package main

import (
	"encoding/json"
	"fmt"
	"regexp"
)

// timestamp is ISO 8601 in UTC, to the millisecond.
type timestamp string

var timestampForm = regexp.MustCompile(`^"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d\.\d{3}Z"$`)

func (t *timestamp) UnmarshalJSON(text []byte) error {
	if !timestampForm.Match(text) {
		return fmt.Errorf("no timestamp: %s", text)
	}
	return json.Unmarshal(text, (*string)(t))
}

// milliseconds is a duration, never negative, down to the microsecond.
type milliseconds float64

var millisecondsForm = regexp.MustCompile(`^\d+(\.\d{1,3})?$`)

func (m *milliseconds) UnmarshalJSON(text []byte) error {
	if !millisecondsForm.Match(text) {
		return fmt.Errorf("no milliseconds: %s", text)
	}
	return json.Unmarshal(text, (*float64)(m))
}

// printed is a line of text, or with the JSON log format the object that was printed.
type printed struct{ any }

func (p *printed) UnmarshalJSON(text []byte) error {
	if err := json.Unmarshal(text, &p.any); err != nil {
		return err
	}
	switch p.any.(type) {
	case string, map[string]any:
		return nil
	}
	return fmt.Errorf("neither text nor an object: %s", text)
}

func (p printed) MarshalJSON() ([]byte, error) { return json.Marshal(p.any) }
