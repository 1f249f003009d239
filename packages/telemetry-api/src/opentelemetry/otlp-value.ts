/**
 * A value as OTLP/JSON writes it; `{}` is one that is not there. Integers of 64 bits are decimal text.
 *
 * Documented: the specification of OTLP, "JSON Protobuf Encoding".
 */
export type OtlpValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly OtlpValue[] } }
  | { readonly kvlistValue: { readonly values: readonly OtlpAttribute[] } }
  | Readonly<Record<string, never>>

/** A name and what it stands for. */
export interface OtlpAttribute {
  readonly key: string
  readonly value: OtlpValue
}

/** What an attribute may be. A number without a fraction is an integer to OpenTelemetry. */
export type AttributeValue = string | number | boolean

/** Attributes by their names; those that are `undefined` are left out. */
export function otlpAttributes(
  values: Readonly<Record<string, AttributeValue | undefined>>,
): OtlpAttribute[] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: otlpValue(value) }))
}

/** Anything that JSON can hold. What it cannot hold is a value that is not there. */
export function otlpValue(value: unknown): OtlpValue {
  switch (typeof value) {
    case 'string':
      return { stringValue: value }
    case 'boolean':
      return { boolValue: value }
    case 'number':
      return otlpNumber(value)
    case 'object':
      return value === null ? {} : otlpObject(value)
    default:
      return {}
  }
}

function otlpObject(value: object): OtlpValue {
  if (Array.isArray(value)) return { arrayValue: { values: value.map(otlpValue) } }
  const values = Object.entries(value).map(([key, one]) => ({ key, value: otlpValue(one) }))
  return { kvlistValue: { values } }
}

function otlpNumber(value: number): OtlpValue {
  if (Number.isSafeInteger(value)) return { intValue: String(value) }
  return Number.isFinite(value) ? { doubleValue: value } : { stringValue: String(value) }
}
