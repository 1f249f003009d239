/** What tells the kind of an environment. */
interface Kind {
  readonly initializationType: string
}

/** Whether the environment is one of Lambda Managed Instances, which takes several invocations at a time. */
export function isManaged({ initializationType }: Kind): boolean {
  return initializationType === 'lambda-managed-instances'
}

/** Whose rules the APIs go by. */
export function profileOf(settings: Kind): 'classic' | 'managed' {
  return isManaged(settings) ? 'managed' : 'classic'
}
