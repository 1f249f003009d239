// An extension that subscribes as it is told to and takes nothing that is not documented: an event of an unknown type, with an
// unknown member, without a required one, or with a value that its type does not have, is refused with 400.
//
// Its environment: CLIENT_API, `telemetry` or `logs`; CLIENT_SUBSCRIPTION, the body of the subscription; CLIENT_LISTEN, where
// it listens for the platform; CLIENT_EVENTS, what it registers for, separated by commas; CLIENT_RECORDS, the address at which
// the test listens. There goes, a line each, what was read: the event, or {"refused": why, "text": what}.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	log.SetFlags(0)
	if err := extend(); err != nil {
		log.Fatal(err)
	}
}

func extend() error {
	test, err := net.Dial("tcp", os.Getenv("CLIENT_RECORDS"))
	if err != nil {
		return err
	}
	api, ok := apis[os.Getenv("CLIENT_API")]
	if !ok {
		return fmt.Errorf("CLIENT_API: wanted telemetry or logs, found %q", os.Getenv("CLIENT_API"))
	}
	body := []byte(os.Getenv("CLIENT_SUBSCRIPTION"))
	asked := struct {
		SchemaVersion string
		Destination   struct{ Protocol string }
	}{SchemaVersion: api.defaultVersion}
	if err := json.Unmarshal(body, &asked); err != nil {
		return err
	}

	known, ok := api.versions[asked.SchemaVersion]
	if !ok {
		return fmt.Errorf("CLIENT_SUBSCRIPTION: no known schema, found %q", asked.SchemaVersion)
	}
	reader := &reader{decoder{known, asked.SchemaVersion}, test}
	listener, err := net.Listen("tcp4", os.Getenv("CLIENT_LISTEN"))
	if err != nil {
		return err
	}
	ending := make(chan struct{})
	ended := make(chan error)
	if asked.Destination.Protocol == "TCP" {
		go func() { ended <- reader.serveLines(listener, ending) }()
	} else {
		go reader.serveHTTP(listener)
		close(ended)
	}

	platform := platform{address: "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API")}
	if err := platform.register(filepath.Base(os.Args[0]), strings.Split(os.Getenv("CLIENT_EVENTS"), ",")); err != nil {
		return err
	}
	fmt.Println("registered")
	if err := platform.subscribe(api.path, body); err != nil {
		return err
	}
	for {
		event, err := platform.next()
		if err != nil {
			return err
		}
		if event == "SHUTDOWN" {
			break
		}
	}
	close(ending)
	listener.Close()
	<-ended
	return nil
}
