//! An extension on AWS's own crate. What the crate parsed goes to the test, a line of JSON each.
//!
//! The crate answers 400 to a whole batch if a single event of it does not fit its enums.
//!
//! Its environment: `CLIENT_API`, `telemetry` or `logs`; `CLIENT_TYPES`, separated by commas; `CLIENT_PORT`, where it listens
//! for the platform; `CLIENT_RECORDS`, the address at which the test listens.

mod told;

use lambda_extension::{
    service_fn, Error, Extension, LambdaEvent, LambdaLog, LambdaTelemetry, LogBuffering, NextEvent, SharedService,
};
use std::{env, future::ready, process::exit};
use told::Told;

fn main() -> Result<(), Error> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(run())
}

async fn run() -> Result<(), Error> {
    let told = Told::connect(&env::var("CLIENT_RECORDS")?)?;
    let port: u16 = env::var("CLIENT_PORT")?.parse()?;
    let types = env::var("CLIENT_TYPES")?;
    let types: Vec<&str> = types.split(',').collect();
    let buffering = LogBuffering { timeout_ms: 25, ..LogBuffering::default() };

    println!("started");
    let extension = Extension::new().with_events_processor(service_fn(|event| ready(answer(event))));
    match env::var("CLIENT_API")?.as_str() {
        "telemetry" => {
            let tell = service_fn(move |events: Vec<LambdaTelemetry>| {
                ready(events.iter().try_for_each(|event| told.telemetry(event)))
            });
            extension
                .with_telemetry_processor(SharedService::new(tell))
                .with_telemetry_types(&types)
                .with_telemetry_buffering(buffering)
                .with_telemetry_port_number(port)
                .run()
                .await
        }
        "logs" => {
            let tell = service_fn(move |events: Vec<LambdaLog>| {
                ready(events.iter().try_for_each(|event| told.log(event)))
            });
            extension
                .with_logs_processor(SharedService::new(tell))
                .with_log_types(&types)
                .with_log_buffering(buffering)
                .with_log_port_number(port)
                .run()
                .await
        }
        other => Err(format!("CLIENT_API: wanted telemetry or logs, found {other}").into()),
    }
}

/// The crate itself would ask for a further event after SHUTDOWN.
fn answer(event: LambdaEvent) -> Result<(), Error> {
    if let NextEvent::Shutdown(_) = event.next {
        exit(0)
    }
    Ok(())
}
