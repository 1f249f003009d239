/**
 * Cases of the plain environment that the drop-in does not pass, and why. They all tell of what the emulator does
 * and Lambda does not.
 */
export const later: Readonly<Record<string, string>> = {
  'next-trace-id-dropped-by-rie':
    'the runtime gets the trace of its caller, as on Lambda: extensions get it from the same event, and it cannot be kept from one of them',
  'logs-stub': 'the Logs API is not served, its path is 404',
  'logs-stub-no-id': 'the Logs API is not served, its path is 404',
  'telemetry-stub': 'the Telemetry API is served for real instead of being turned away with 202',
  'response-truncated-upload':
    'a broken upload ends the answer, as on Lambda, instead of leaving the runtime in a state that it cannot leave',
  'error-too-large-connection-dropped':
    'an error that is too large is refused with 413, as on Lambda, instead of by a connection that breaks',
}
