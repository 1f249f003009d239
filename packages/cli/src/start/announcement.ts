/** Where everything is, once it is there. */
export interface Addresses {
  /** The Invoke API, for callers: `http://host:port`. */
  readonly endpoint: string
  /** The Runtime, Extensions and Telemetry APIs: `host:port`, the form of `AWS_LAMBDA_RUNTIME_API`. */
  readonly runtimeApi: string
  readonly functionName: string
  readonly region: string
}

/** What `start --json` prints: one line. */
export function announcementJson(addresses: Addresses): string {
  return `${JSON.stringify(addresses)}\n`
}

/** What `start` prints for people. `attached`: they start the runtime themselves. */
export function announcement(addresses: Addresses, attached: boolean): string {
  const { endpoint, runtimeApi, functionName, region } = addresses
  const url = `${endpoint}/2015-03-31/functions/${functionName}/invocations`
  const runtime = attached
    ? ['Start your runtime with it:', '', `  AWS_LAMBDA_RUNTIME_API=${runtimeApi} ./bootstrap`, '']
    : []
  return [
    `Invoke API   ${endpoint}`,
    `Runtime API  ${runtimeApi}`,
    '',
    ...runtime,
    'Invoke the function:',
    '',
    `  curl -d '{}' '${url}'`,
    '',
    `  echo '{}' | aws lambda invoke --no-sign-request --endpoint-url ${endpoint} --region ${region} \\`,
    `    --function-name ${functionName} --payload fileb:///dev/stdin /dev/stdout`,
    '',
    'Ctrl-C shuts the environment down.',
    '',
  ].join('\n')
}
