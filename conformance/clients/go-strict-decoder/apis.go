package main

// api is where one subscribes, and what then comes, by the version of its schema.
type api struct {
	path           string
	defaultVersion string
	versions       map[string]records
}

var apis = map[string]api{
	"telemetry": {
		path: "/2022-07-01/telemetry",
		versions: map[string]records{
			"2022-07-01": telemetryRecords(of[string]()),
			"2022-12-13": telemetryRecords(of[printed]()),
			"2025-01-29": telemetryRecords(of[printed]()),
		},
	},
	"logs": {
		path:           "/2020-08-15/logs",
		defaultVersion: "2020-08-15",
		versions: map[string]records{
			"2020-08-15": logsRecords(records{}),
			"2021-03-18": logsRecords(records{"platform.runtimeDone": of[logRuntimeDone]()}),
		},
	},
}

func of[T any]() func() any { return func() any { return new(T) } }

func telemetryRecords(line func() any) records {
	return records{
		"platform.initStart":             of[initStart](),
		"platform.initRuntimeDone":       of[initRuntimeDone](),
		"platform.initReport":            of[initReport](),
		"platform.start":                 of[start](),
		"platform.runtimeDone":           of[runtimeDone](),
		"platform.report":                of[report](),
		"platform.restoreStart":          of[restoreStart](),
		"platform.restoreRuntimeDone":    of[restoreRuntimeDone](),
		"platform.restoreReport":         of[restoreReport](),
		"platform.extension":             of[extension](),
		"platform.telemetrySubscription": of[subscription](),
		"platform.logsDropped":           of[logsDropped](),
		"function":                       line,
		"extension":                      line,
	}
}

// logsRecords has the records of every version, and some more.
func logsRecords(more records) records {
	all := records{
		"platform.initRuntimeDone":    of[logInitRuntimeDone](),
		"platform.initReport":         of[logInitReport](),
		"platform.restoreStart":       of[logRestoreStart](),
		"platform.restoreRuntimeDone": of[logRestoreRuntimeDone](),
		"platform.restoreReport":      of[logRestoreReport](),
		"platform.start":              of[logStart](),
		"platform.end":                of[logEnd](),
		"platform.report":             of[logReport](),
		"platform.fault":              of[string](),
		"platform.extension":          of[extension](),
		"platform.logsSubscription":   of[subscription](),
		"platform.logsDropped":        of[logsDropped](),
		"function":                    of[string](),
		"extension":                   of[string](),
	}
	for name, record := range more {
		all[name] = record
	}
	return all
}
