/** Which function a caller means. */
export interface FunctionReference {
  readonly name: string
  /** A version or an alias; `undefined` for the unpublished one. */
  readonly qualifier: string | undefined
  /** The region and the account that the caller named, where it did. */
  readonly region: string | undefined
  readonly accountId: string | undefined
}

/**
 * What the service lets a function be called by: its name, a partial or a full ARN, each with a qualifier if wanted.
 *
 * Documented: API_Invoke, FunctionName.
 */
const pattern =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(?<accountId>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_]{1,64})(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]{1,128}))?$/

/** The pattern as the service prints it to callers whose name does not fit. */
export const functionNamePattern =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?'

/** Reads a name or ARN as it stands in the path, decoded; `undefined` if it is neither. */
export function parseFunctionReference(text: string): FunctionReference | undefined {
  const groups = pattern.exec(text)?.groups
  if (groups === undefined) return undefined
  const { region, accountId, name = '', qualifier } = groups
  return { name, qualifier, region, accountId }
}
