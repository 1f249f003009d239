/** What `lambda-sim rie --help` prints. */
export const rieHelp = `lambda-sim rie [FLAGS] [BOOTSTRAP [ARGS...]]

Stands in for AWS's Runtime Interface Emulator: starts BOOTSTRAP as the runtime of a function, with the external
extensions of a directory, and takes invocations at
http://HOST:8080/2015-03-31/functions/function/invocations, one after the other. Init begins with the first one.

BOOTSTRAP is started in the current directory; with ARGS, the last of them is the handler. Left out, it is
the first that exists of /var/task/bootstrap, /opt/bootstrap and /var/runtime/bootstrap, started in /var/task.
Flags end at BOOTSTRAP, or at --.

Flags:
  --runtime-interface-emulator-address HOST:PORT
                         where callers come in (default 0.0.0.0:8080; port 0 takes a free one)
  --runtime-api-address HOST:PORT
                         where runtime and extensions find their APIs (default 127.0.0.1:9001)
  --extensions-dir DIR   where external extensions are (default /opt/extensions)
  --log-level LEVEL      what is told on stderr: trace, debug, info, warn, error, fatal or panic
                         (default $LOG_LEVEL, else info)
  --enable-init-caching  serve SnapStart's endpoints: restore/next, restore/error, credentials
  --telemetry            serve the Telemetry and Logs APIs; without it both answer 202, not supported
  --freeze               stop every process between invocations, as Lambda does
  -h, --help             this text

Variables, all of which the function sees, too:
  AWS_LAMBDA_FUNCTION_NAME          default test_function
  AWS_LAMBDA_FUNCTION_VERSION       default $LATEST
  AWS_LAMBDA_FUNCTION_TIMEOUT       whole seconds, default 300
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE   MB, 128 to 10240, default 3008
  AWS_LAMBDA_FUNCTION_HANDLER       the handler, else _HANDLER
  AWS_LAMBDA_LOG_GROUP_NAME         default /aws/lambda/Functions
  AWS_LAMBDA_LOG_STREAM_NAME        default $LATEST
  AWS_LAMBDA_MAX_CONCURRENCY        if it is set: Lambda Managed Instances, several invocations at a time
  AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN

stdout has START, END and REPORT of each invocation and whatever runtime and extensions print. SIGTERM and Ctrl-C end
everything in order, with exit code 0; wrong flags and variables give 2.
`
