/** How a case's own expectation stands to what is tested here. */
export type Verdict =
  | 'as expected'
  /** What the case says under `aws` is tested instead. */
  | 'aws'
  /** Neither: this is tested instead, and why. */
  | `differs: ${string}`
  /** It is tested somewhere else: where. */
  | `elsewhere: ${string}`
  /** It belongs to a later issue: which. */
  | `later: ${string}`

const ours = 'the client is ours; the official one of Node runs in aws-lambda-ric.test.ts'
const own = 'the exporting extension and the collector are ours'
const oneTimeout = 'there is no limit for extensions of its own: the function time-out covers them'
const handled =
  'the platform counts a handled error as a success of the runtime (AWS, issue 85 of the extension samples)'

const sampled =
  'with tracing: active; without it telemetry has no trace, as in production (strict case INV-014)'

/** By the id of the case. */
export const verdicts: Readonly<Record<string, Verdict>> = {
  'INT-01': 'aws',
  'INT-02': 'aws',
  'INT-03': 'aws',
  'INT-04': 'as expected',
  'INT-05': 'as expected',
  'INT-06': 'aws',
  'INT-07': 'aws',
  'INT-08': 'aws',
  'INT-09': 'aws',
  'LIFE-04': 'as expected',
  'LIFE-05': 'as expected',
  'LIFE-08': 'as expected',
  'LIFE-09': `differs: ${sampled}`,
  'LIFE-12': `differs: ${sampled}`,
  'LIFE-13': 'as expected',
  'ERR-02': 'aws',
  'ERR-03': 'aws',
  'ERR-09': 'aws',
  'ERR-10': 'as expected',
  'EXT-14': 'aws',
  'TIME-05': 'aws',
  'TEL-07': 'aws',
  'TEL-08': 'as expected',
  'TEL-10': 'as expected',
  'TEL-11': 'aws',
  'LIFE-02': 'aws',
  'LIFE-03': 'as expected',
  'LIFE-06': `differs: ${handled}`,
  'LIFE-07': `differs: ${handled}`,
  'ERR-04': 'aws',
  'ERR-05': 'aws',
  'ERR-06': 'aws',
  'ERR-07': 'as expected',
  'ERR-08': 'as expected',
  'EXT-01': 'aws',
  'EXT-02': 'as expected',
  'EXT-03': 'aws',
  'EXT-06': 'aws',
  'EXT-08': 'aws',
  'EXT-13': 'as expected',
  'EXT-15': 'as expected',
  'RDY-01': 'as expected',
  'RDY-02': 'as expected',
  'RDY-03': `differs: ${oneTimeout}`,
  'RDY-04': 'as expected',
  'TIME-03': `differs: ${oneTimeout}`,
  'TIME-07': 'aws',
  'TIME-08': 'as expected',
  'CON-03': 'as expected',
  'CON-04': 'as expected',
  'TEL-01': 'as expected',
  'TEL-02': 'aws',
  'TEL-05': 'aws',
  'TEL-12': 'aws',
  'TEL-14': 'as expected',
  'TEL-17': 'as expected',
  'TEL-18': 'as expected',
  'TEL-19': 'as expected',
  'TEL-20': 'as expected',
  'TEL-21': 'as expected',
  'TEL-23': 'aws',
  'TEL-24': 'as expected',
  'SHUT-03': 'as expected',
  'SHUT-04': 'as expected',
  'SHUT-05': 'as expected',
  'SHUT-06': 'as expected',
  'SHUT-08': 'as expected',
  'SHUT-09': 'as expected',
  'SHUT-13': 'as expected',
  'OTEL-03': 'as expected',
  'PROC-01': 'as expected',
  'PROC-02': 'as expected',
  'PROC-03': 'as expected',
  'PROC-05': 'as expected',
  'REAL-01': `differs: ${ours}`,
  'REAL-02': `differs: ${ours}`,
  'REAL-04': `differs: ${ours}`,
  'HARN-02': `differs: ${ours}`,
  'DEMO-01': 'as expected',
  'FDEMO-01': `differs: ${own}`,
  'E2E-01': `differs: ${own}`,
  'E2E-02': `differs: ${own}`,
  'OTEL-01': `differs: ${own}`,
  'FRZ-01': 'as expected',
  'FRZ-02': 'as expected',
  'FRZ-03': 'as expected',
  'FRZ-04': 'as expected',
  'FRZ-05': 'as expected',
  'FRZ-06': 'as expected',
  'FRZ-08': 'as expected',
  'FRZ-10': 'as expected',
  'FRZ-12': 'as expected',
  'FRZ-13': 'as expected',
  'FRZ-14': 'as expected',
  'FRZ-15': 'as expected',
}
