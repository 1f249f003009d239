import type { Instance } from './phase.ts'
import { otlpAttributes, type AttributeValue, type OtlpAttribute } from './otlp-value.ts'

/** What the events do not tell of a function. */
export interface OpenTelemetryOptions {
  /** Gives `cloud.resource_id`, `cloud.region`, `cloud.account.id`, and the name where the events do not tell it. */
  readonly functionArn?: string | undefined
  /** Further attributes of the resource, such as `deployment.environment.name`. They win over the others. */
  readonly resource?: Readonly<Record<string, AttributeValue>> | undefined
}

/** What all spans, metrics and lines of one execution environment have in common. */
export interface OtlpResource {
  readonly attributes: readonly OtlpAttribute[]
}

/** Who made them. */
export interface OtlpScope {
  readonly name: string
}

/** The scope of all that is exported. */
export const scope: OtlpScope = { name: '@sim/telemetry-api' }

/**
 * An execution environment as a resource. Documented: the semantic conventions of OpenTelemetry for FaaS and cloud resources, and
 * for the detector of AWS Lambda.
 */
export function otlpResource(
  { functionName, functionVersion, instanceId, instanceMaxMemory }: Instance,
  { functionArn, resource }: OpenTelemetryOptions,
): OtlpResource {
  const [, , , region, account, , nameInArn] = functionArn?.split(':') ?? []
  const name = functionName ?? nameInArn
  return {
    attributes: otlpAttributes({
      'service.name': name ?? 'unknown_service',
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_lambda',
      'cloud.region': region,
      'cloud.account.id': account,
      'cloud.resource_id': functionArn,
      'faas.name': name,
      'faas.version': functionVersion,
      'faas.instance': instanceId,
      'faas.max_memory': instanceMaxMemory,
      ...resource,
    }),
  }
}

/** What belongs to one resource. */
export interface OfResource<T> {
  readonly resource: OtlpResource
  readonly items: readonly T[]
}

/** Puts together what has the same resource, in the order in which each was first seen. */
export function byResource<T>(
  pairs: Iterable<readonly [Instance, T]>,
  options: OpenTelemetryOptions,
): OfResource<T>[] {
  const groups = new Map<string, { resource: OtlpResource; items: T[] }>()
  for (const [instance, item] of pairs) {
    const resource = otlpResource(instance, options)
    const key = JSON.stringify(resource)
    const group = groups.get(key) ?? { resource, items: [] }
    groups.set(key, group)
    group.items.push(item)
  }
  return [...groups.values()]
}
