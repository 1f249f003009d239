// An extension on the Go library aws-lambda-extensions. What the library decoded goes to the test, a line of JSON each; what it
// cannot decode it refuses with 500, and ends.
//
// Its environment: CLIENT_API, `telemetry` or `logs`; CLIENT_TYPES, separated by commas; CLIENT_LISTEN, the address at which it
// listens for the platform, and which it subscribes with; CLIENT_RECORDS, the address at which the test listens.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strings"

	"github.com/zakharovvi/aws-lambda-extensions/extapi"
	"github.com/zakharovvi/aws-lambda-extensions/logsapi"
	"github.com/zakharovvi/aws-lambda-extensions/telemetryapi"
)

func main() {
	if err := extend(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func extend(ctx context.Context) error {
	test, err := net.Dial("tcp", os.Getenv("CLIENT_RECORDS"))
	if err != nil {
		return err
	}
	listen := os.Getenv("CLIENT_LISTEN")
	types := strings.Split(os.Getenv("CLIENT_TYPES"), ",")
	fmt.Println("started")
	switch api := os.Getenv("CLIENT_API"); api {
	case "telemetry":
		return telemetryapi.Run(ctx, telemetryTeller{teller{test}},
			telemetryapi.WithSubscriptionTypes(all[extapi.TelemetrySubscriptionType](types)),
			telemetryapi.WithBufferingCfg(&extapi.TelemetryBufferingCfg{MaxItems: 1000, MaxBytes: 262144, TimeoutMS: 25}),
			telemetryapi.WithDestinationAddr(listen))
	case "logs":
		return logsapi.Run(ctx, logTeller{teller{test}},
			logsapi.WithLogTypes(all[extapi.LogSubscriptionType](types)),
			logsapi.WithBufferingCfg(&extapi.LogsBufferingCfg{MaxItems: 1000, MaxBytes: 262144, TimeoutMS: 25}),
			logsapi.WithDestinationAddr(listen))
	default:
		return fmt.Errorf("CLIENT_API: wanted telemetry or logs, found %q", api)
	}
}

func all[T ~string](texts []string) []T {
	list := make([]T, len(texts))
	for index, text := range texts {
		list[index] = T(text)
	}
	return list
}

type teller struct{ test io.Writer }

func (teller) Init(context.Context, *extapi.RegisterResponse) error { return nil }

func (teller) Shutdown(context.Context, extapi.ShutdownReason, error) error { return nil }

func (t teller) tell(value any) error {
	line, err := json.Marshal(value)
	if err == nil {
		_, err = t.test.Write(append(line, '\n'))
	}
	return err
}

type telemetryTeller struct{ teller }

func (t telemetryTeller) Process(_ context.Context, event telemetryapi.Event) error {
	return t.tell(event)
}

type logTeller struct{ teller }

func (t logTeller) Process(_ context.Context, event logsapi.Log) error { return t.tell(event) }
