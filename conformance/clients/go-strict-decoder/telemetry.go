package main

// The records of the Telemetry API, as the schema reference of the Lambda developer guide has them, for functions that are not
// on managed instances. Which version is the first with a member is the platform's practice.

type initStart struct {
	InitializationType *string       `json:"initializationType" one:"on-demand|provisioned-concurrency|snap-start"`
	Phase              *string       `json:"phase" one:"init|invoke"`
	RuntimeVersion     *string       `json:"runtimeVersion,omitempty"`
	RuntimeVersionArn  *string       `json:"runtimeVersionArn,omitempty"`
	FunctionName       *string       `json:"functionName,omitempty" since:"2022-12-13"`
	FunctionVersion    *string       `json:"functionVersion,omitempty" since:"2022-12-13"`
	InstanceID         *string       `json:"instanceId,omitempty" since:"2025-01-29"`
	InstanceMaxMemory  *uint64       `json:"instanceMaxMemory,omitempty" since:"2025-01-29"`
	Tracing            *traceContext `json:"tracing,omitempty"`
}

type initRuntimeDone struct {
	InitializationType *string       `json:"initializationType" one:"on-demand|provisioned-concurrency|snap-start"`
	Phase              *string       `json:"phase" one:"init|invoke"`
	Status             *string       `json:"status" one:"success|failure|error|timeout"`
	ErrorType          *string       `json:"errorType,omitempty"`
	Spans              []span        `json:"spans,omitempty"`
	Tracing            *traceContext `json:"tracing,omitempty"`
}

type initReport struct {
	InitializationType *string       `json:"initializationType" one:"on-demand|provisioned-concurrency|snap-start"`
	Phase              *string       `json:"phase" one:"init|invoke"`
	Status             *string       `json:"status" one:"success|failure|error|timeout"`
	ErrorType          *string       `json:"errorType,omitempty"`
	Metrics            *duration     `json:"metrics"`
	Spans              []span        `json:"spans,omitempty"`
	Tracing            *traceContext `json:"tracing,omitempty"`
}

type start struct {
	RequestID *string       `json:"requestId"`
	Version   *string       `json:"version,omitempty"`
	Tracing   *traceContext `json:"tracing,omitempty"`
	TenantID  *string       `json:"tenantId,omitempty"`
}

type runtimeDone struct {
	RequestID *string             `json:"requestId"`
	Status    *string             `json:"status" one:"success|failure|error|timeout"`
	ErrorType *string             `json:"errorType,omitempty"`
	Metrics   *runtimeDoneMetrics `json:"metrics,omitempty"`
	Spans     []span              `json:"spans,omitempty"`
	Tracing   *traceContext       `json:"tracing,omitempty"`
	TenantID  *string             `json:"tenantId,omitempty"`
}

type runtimeDoneMetrics struct {
	DurationMs    *milliseconds `json:"durationMs"`
	ProducedBytes *uint64       `json:"producedBytes,omitempty"`
}

type report struct {
	RequestID *string        `json:"requestId"`
	Status    *string        `json:"status" one:"success|failure|error|timeout"`
	ErrorType *string        `json:"errorType,omitempty"`
	Metrics   *reportMetrics `json:"metrics"`
	Spans     []span         `json:"spans,omitempty" since:"2025-01-29"`
	Tracing   *traceContext  `json:"tracing,omitempty"`
	TenantID  *string        `json:"tenantId,omitempty"`
}

type reportMetrics struct {
	DurationMs        *milliseconds `json:"durationMs"`
	BilledDurationMs  *uint64       `json:"billedDurationMs"`
	MemorySizeMB      *uint64       `json:"memorySizeMB"`
	MaxMemoryUsedMB   *uint64       `json:"maxMemoryUsedMB"`
	InitDurationMs    *milliseconds `json:"initDurationMs,omitempty"`
	RestoreDurationMs *milliseconds `json:"restoreDurationMs,omitempty"`
}

type restoreStart struct {
	RuntimeVersion    *string `json:"runtimeVersion,omitempty"`
	RuntimeVersionArn *string `json:"runtimeVersionArn,omitempty"`
	FunctionName      *string `json:"functionName,omitempty" since:"2022-12-13"`
	FunctionVersion   *string `json:"functionVersion,omitempty" since:"2022-12-13"`
	InstanceID        *string `json:"instanceId,omitempty" since:"2025-01-29"`
	InstanceMaxMemory *uint64 `json:"instanceMaxMemory,omitempty" since:"2025-01-29"`
}

type restoreRuntimeDone struct {
	Status    *string `json:"status" one:"success|failure|error|timeout"`
	ErrorType *string `json:"errorType,omitempty"`
	Spans     []span  `json:"spans,omitempty"`
}

type restoreReport struct {
	Status    *string   `json:"status" one:"success|failure|error|timeout"`
	ErrorType *string   `json:"errorType,omitempty"`
	Metrics   *duration `json:"metrics,omitempty"`
	Spans     []span    `json:"spans,omitempty"`
}

type extension struct {
	Name      *string  `json:"name"`
	State     *string  `json:"state" one:"Started|Registered|Ready|Running|InitError|ExitError|ShutdownFailed|Exited|LaunchError"`
	Events    []string `json:"events" one:"INVOKE|SHUTDOWN"`
	ErrorType *string  `json:"errorType,omitempty"`
}

type subscription struct {
	Name  *string  `json:"name"`
	State *string  `json:"state" one:"Subscribed|Already subscribed"`
	Types []string `json:"types" one:"platform|function|extension"`
}

type logsDropped struct {
	Reason         *string `json:"reason"`
	DroppedRecords *uint64 `json:"droppedRecords"`
	DroppedBytes   *uint64 `json:"droppedBytes"`
}

type duration struct {
	DurationMs *milliseconds `json:"durationMs"`
}

type span struct {
	Name       *string       `json:"name" one:"responseLatency|responseDuration|runtimeOverhead|extensionOverhead"`
	Start      *timestamp    `json:"start"`
	DurationMs *milliseconds `json:"durationMs"`
}

type traceContext struct {
	SpanID *string `json:"spanId,omitempty"`
	Type   *string `json:"type" one:"X-Amzn-Trace-Id"`
	Value  *string `json:"value"`
}
