package main

// The records of the Logs API, as its page of the Lambda developer guide has them. Of initialisations it tells only where they
// run ahead of an invocation by plan.

type logStart struct {
	RequestID *string `json:"requestId"`
	Version   *string `json:"version,omitempty"`
}

type logEnd struct {
	RequestID *string `json:"requestId"`
}

type logRuntimeDone struct {
	RequestID *string `json:"requestId"`
	Status    *string `json:"status" one:"success|failure|timeout"`
}

type logReport struct {
	RequestID *string           `json:"requestId"`
	Metrics   *logReportMetrics `json:"metrics"`
	Tracing   *traceContext     `json:"tracing,omitempty"`
}

type logReportMetrics struct {
	DurationMs       *milliseconds `json:"durationMs"`
	BilledDurationMs *uint64       `json:"billedDurationMs"`
	MemorySizeMB     *uint64       `json:"memorySizeMB"`
	MaxMemoryUsedMB  *uint64       `json:"maxMemoryUsedMB"`
	InitDurationMs   *milliseconds `json:"initDurationMs,omitempty"`
	// Practice: as in the Telemetry API.
	RestoreDurationMs *milliseconds `json:"restoreDurationMs,omitempty"`
}

type logInitRuntimeDone struct {
	InitializationType *string `json:"initializationType" one:"provisioned-concurrency|snap-start"`
	Status             *string `json:"status" one:"success|failure|timeout"`
}

type logInitReport struct {
	InitializationType *string            `json:"initializationType" one:"provisioned-concurrency|snap-start"`
	Metrics            *logBilledDuration `json:"metrics"`
}

type logRestoreStart struct{}

type logRestoreRuntimeDone struct {
	Status *string `json:"status" one:"success|failure|timeout"`
}

type logRestoreReport struct {
	Metrics *logBilledDuration `json:"metrics"`
}

type logBilledDuration struct {
	DurationMs       *milliseconds `json:"durationMs"`
	BilledDurationMs *uint64       `json:"billedDurationMs"`
}
