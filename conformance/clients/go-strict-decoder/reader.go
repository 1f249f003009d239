package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
)

// reader passes what it can read on to the test.
type reader struct {
	decoder
	test io.Writer
}

// serveHTTP takes batches: JSON arrays, one to a request.
func (r *reader) serveHTTP(listener net.Listener) error {
	return http.Serve(listener, http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return
		}
		var events []json.RawMessage
		err = json.Unmarshal(body, &events)
		if err == nil && len(events) == 0 {
			err = fmt.Errorf("an empty batch")
		}
		if err != nil {
			r.refuse(body, err)
		}
		for _, event := range events {
			if refused := r.read(event); refused != nil {
				err = refused
			}
		}
		if kind := request.Header.Get("Content-Type"); kind != "application/json" {
			err = fmt.Errorf("content of type %q", kind)
			r.refuse(body, err)
		}
		if err != nil {
			http.Error(response, err.Error(), http.StatusBadRequest)
		}
	}))
}

// serveLines takes events over TCP: a line each. One connection at a time is what the platform has.
func (r *reader) serveLines(listener net.Listener, ending <-chan struct{}) error {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		r.readLines(&drained{TCPConn: connection.(*net.TCPConn)}, ending)
	}
}

func (r *reader) readLines(connection *drained, ending <-chan struct{}) {
	defer connection.Close()
	over := make(chan struct{})
	defer close(over)
	go func() {
		select {
		case <-ending:
			connection.end()
		case <-over:
		}
	}()
	lines := bufio.NewReader(connection)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			if len(line) > 0 {
				r.refuse(line, fmt.Errorf("a line without an end"))
			}
			return
		}
		if r.read(line[:len(line)-1]) != nil {
			return
		}
	}
}

func (r *reader) read(text []byte) error {
	event, err := r.decode(text)
	if err != nil {
		r.refuse(text, err)
		return err
	}
	r.tell(event)
	return nil
}

func (r *reader) refuse(text []byte, err error) {
	r.tell(map[string]string{"refused": err.Error(), "text": string(text)})
}

func (r *reader) tell(value any) {
	line, err := json.Marshal(value)
	if err == nil {
		_, err = r.test.Write(append(line, '\n'))
	}
	if err != nil {
		panic(err)
	}
}
