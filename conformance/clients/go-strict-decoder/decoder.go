package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// decoder reads the events of one API as subscribers with one version of its schema may be sent them.
type decoder struct {
	records records
	version string
}

// records make an empty record of each type of event.
type records map[string]func() any

// event is what every event has.
type event struct {
	Time   *timestamp      `json:"time"`
	Type   *string         `json:"type"`
	Record json.RawMessage `json:"record"`
}

// decode reads one event, and says what is wrong with it.
func (d decoder) decode(text []byte) (*event, error) {
	read := &event{}
	if err := d.fill(read, text, "event"); err != nil {
		return nil, err
	}
	empty, ok := d.records[*read.Type]
	if !ok {
		return nil, fmt.Errorf("an event of type %q with schema %s", *read.Type, d.version)
	}
	return read, d.fill(empty(), read.Record, *read.Type)
}

// fill reads JSON into a pointer: every member must be known, by its exact name, and every required one must be there.
func (d decoder) fill(into any, text []byte, path string) error {
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	if err := strict.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := d.check(reflect.ValueOf(into), path); err != nil {
		return err
	}
	// What JSON decoders let pass, such as null, an empty list, or a name in another case, is not what comes out again.
	again, err := json.Marshal(into)
	if err != nil {
		return err
	}
	var before, after any
	if err := json.Unmarshal(text, &before); err != nil {
		return err
	}
	if err := json.Unmarshal(again, &after); err != nil {
		return err
	}
	if !reflect.DeepEqual(before, after) {
		return fmt.Errorf("%s: read as %s", path, again)
	}
	return nil
}

// check goes through what was read. A member is required unless it may be empty; `one` lists its values, `since` is the first
// version of the schema that has it.
func (d decoder) check(value reflect.Value, path string) error {
	switch value.Kind() {
	case reflect.Pointer:
		return d.check(value.Elem(), path)
	case reflect.Slice:
		for index := 0; index < value.Len(); index++ {
			if err := d.check(value.Index(index), path); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for index := 0; index < value.NumField(); index++ {
			if err := d.checkMember(value.Type().Field(index), value.Field(index), path); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d decoder) checkMember(member reflect.StructField, value reflect.Value, path string) error {
	name, options, _ := strings.Cut(member.Tag.Get("json"), ",")
	path += "." + name
	if value.IsNil() {
		if options == "omitempty" {
			return nil
		}
		return fmt.Errorf("%s: missing", path)
	}
	if since := member.Tag.Get("since"); since > d.version {
		return fmt.Errorf("%s: not in schema %s", path, d.version)
	}
	if allowed, ok := member.Tag.Lookup("one"); ok {
		for _, one := range texts(value) {
			if !contains(strings.Split(allowed, "|"), one) {
				return fmt.Errorf("%s: wanted one of %s, found %q", path, allowed, one)
			}
		}
	}
	return d.check(value, path)
}

// texts are a string's, or those of a list of them.
func texts(value reflect.Value) []string {
	if list, ok := value.Interface().([]string); ok {
		return list
	}
	return []string{value.Elem().String()}
}

func contains(list []string, wanted string) bool {
	for _, one := range list {
		if one == wanted {
			return true
		}
	}
	return false
}
