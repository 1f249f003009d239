package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

const identifier = "Lambda-Extension-Identifier"

// platform is the Extensions API, for one extension.
type platform struct {
	address string
	id      string
}

func (p *platform) register(name string, events []string) error {
	body, err := json.Marshal(map[string][]string{"events": events})
	if err != nil {
		return err
	}
	answer, _, err := p.send(http.MethodPost, "/2020-01-01/extension/register", body, "Lambda-Extension-Name", name)
	if err == nil {
		p.id = answer.Get(identifier)
	}
	return err
}

func (p *platform) subscribe(path string, body []byte) error {
	_, _, err := p.send(http.MethodPut, path, body, identifier, p.id)
	return err
}

// next waits for the next event, and tells of which type it is.
func (p *platform) next() (string, error) {
	_, body, err := p.send(http.MethodGet, "/2020-01-01/extension/event/next", nil, identifier, p.id)
	if err != nil {
		return "", err
	}
	var event struct{ EventType string }
	err = json.Unmarshal(body, &event)
	return event.EventType, err
}

// send sends a request with one header, and fails unless it is answered with 200.
func (p *platform) send(method, path string, body []byte, name, value string) (http.Header, []byte, error) {
	request, err := http.NewRequest(method, p.address+path, bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	request.Header.Set(name, value)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %d %s", method, path, response.StatusCode, answer)
	}
	return response.Header, answer, err
}
