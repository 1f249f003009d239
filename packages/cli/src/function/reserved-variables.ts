/**
 * What a function cannot choose for itself, and the flag that sets it here, if there is one.
 *
 * Documented: "Using Lambda environment variables", reserved environment variables.
 */
export const reservedVariables: ReadonlyMap<string, string | undefined> = new Map([
  ['_HANDLER', '--handler'],
  ['_X_AMZN_TRACE_ID', undefined],
  ['AWS_REGION', '--region'],
  ['AWS_DEFAULT_REGION', '--region'],
  ['AWS_EXECUTION_ENV', undefined],
  ['AWS_LAMBDA_FUNCTION_NAME', '--name'],
  ['AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '--memory'],
  ['AWS_LAMBDA_FUNCTION_VERSION', undefined],
  ['AWS_LAMBDA_INITIALIZATION_TYPE', undefined],
  ['AWS_LAMBDA_LOG_GROUP_NAME', undefined],
  ['AWS_LAMBDA_LOG_STREAM_NAME', undefined],
  ['AWS_LAMBDA_RUNTIME_API', undefined],
  ['LAMBDA_TASK_ROOT', undefined],
  ['LAMBDA_RUNTIME_DIR', undefined],
])

/** The credentials of the function: reserved on Lambda, where its role gives them; here one may hand out one's own. */
export const credentialVariables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
] as const
