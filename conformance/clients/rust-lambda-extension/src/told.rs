use lambda_extension::{Error, LambdaLog, LambdaLogRecord, LambdaTelemetry};
use serde_json::{json, Value};
use std::{io::Write, net::TcpStream, sync::Arc};

/// A connection to the test. What the kernel took arrives, even if this process is killed right after.
#[derive(Clone)]
pub struct Told(Arc<TcpStream>);

impl Told {
    pub fn connect(address: &str) -> Result<Self, Error> {
        Ok(Self(Arc::new(TcpStream::connect(address)?)))
    }

    /// All that the crate understood of an event.
    pub fn telemetry(&self, event: &LambdaTelemetry) -> Result<(), Error> {
        self.line(&serde_json::to_value(event)?)
    }

    /// The same of the Logs API, whose types the crate cannot write as JSON.
    pub fn log(&self, event: &LambdaLog) -> Result<(), Error> {
        let (name, record) = understood(&event.record);
        self.line(&json!({ "time": event.time, "type": name, "record": record }))
    }

    fn line(&self, value: &Value) -> Result<(), Error> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        (&*self.0).write_all(&line)?;
        Ok(())
    }
}

fn understood(record: &LambdaLogRecord) -> (&'static str, Value) {
    match record {
        LambdaLogRecord::Function(line) => ("function", json!(line)),
        LambdaLogRecord::Extension(line) => ("extension", json!(line)),
        LambdaLogRecord::PlatformStart { request_id } => ("platform.start", json!({ "requestId": request_id })),
        LambdaLogRecord::PlatformEnd { request_id } => ("platform.end", json!({ "requestId": request_id })),
        LambdaLogRecord::PlatformFault(text) => ("platform.fault", json!(text)),
        LambdaLogRecord::PlatformRuntimeDone { request_id, status } => {
            ("platform.runtimeDone", json!({ "requestId": request_id, "status": status }))
        }
        LambdaLogRecord::PlatformReport { request_id, metrics } => {
            let mut known = json!({
                "durationMs": metrics.duration_ms,
                "billedDurationMs": metrics.billed_duration_ms,
                "memorySizeMB": metrics.memory_size_mb,
                "maxMemoryUsedMB": metrics.max_memory_used_mb,
            });
            if let Some(init) = metrics.init_duration_ms {
                known["initDurationMs"] = json!(init);
            }
            ("platform.report", json!({ "requestId": request_id, "metrics": known }))
        }
        LambdaLogRecord::PlatformExtension { name, state, events } => {
            ("platform.extension", json!({ "name": name, "state": state, "events": events }))
        }
        LambdaLogRecord::PlatformLogsSubscription { name, state, types } => {
            ("platform.logsSubscription", json!({ "name": name, "state": state, "types": types }))
        }
        LambdaLogRecord::PlatformLogsDropped { reason, dropped_records, dropped_bytes } => (
            "platform.logsDropped",
            json!({ "reason": reason, "droppedRecords": dropped_records, "droppedBytes": dropped_bytes }),
        ),
    }
}
