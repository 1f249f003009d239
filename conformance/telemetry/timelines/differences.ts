/** Where ours differs from a sample on purpose, and why. */
export interface Differences {
  /** Types that the sample does not show, so that they are left out of ours, too. */
  readonly leftOut?: Readonly<Record<string, string>>
  /** By what differs. */
  readonly fields?: Readonly<Record<string, string>>
}

const custom =
  'it belongs to managed runtimes; a runtime of one’s own has none. Documented as optional'
const instance =
  'documented without a schema version; sent to everyone who is sent the names, as the table of the schema has it'
const ownEvents =
  'the sample is that of a function without extensions, which nobody could have subscribed to; ours is seen by one'

/** By the name of the sample. */
export const differences: Readonly<Record<string, Differences>> = {
  'cold-start': {
    fields: {
      'platform.initStart lacks runtimeVersion': custom,
      'platform.initStart lacks runtimeVersionArn': custom,
    },
  },
  'init-failure-then-recovery': {
    leftOut: {
      'platform.telemetrySubscription': ownEvents,
      'platform.extension': ownEvents,
    },
  },
  'snap-start-restore': {
    fields: {
      'platform.restoreStart lacks runtimeVersion': custom,
      'platform.restoreStart lacks runtimeVersionArn': custom,
      'platform.restoreStart has instanceId': instance,
      'platform.restoreStart has instanceMaxMemory': instance,
    },
  },
}
