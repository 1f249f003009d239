import type { SimulatorOptions } from '@sim/simulator'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import type { Terminal } from '../command.ts'
import { usageError } from '../usage-error.ts'
import { credentialVariables, reservedVariables } from './reserved-variables.ts'

type Variables = Readonly<Record<string, string>>

/** The form of a name. Documented: API reference of Lambda, Environment. */
const nameForm = /^[a-zA-Z][a-zA-Z0-9_]+$/

/**
 * The function's own variables: files in their order, then `--env` in its order; what comes later wins.
 *
 * Nothing of the host is in them but what was asked for by name. Rejects with `ERR_USAGE`.
 */
export async function functionVariables(
  files: readonly string[],
  given: readonly string[],
  { env, cwd }: Pick<Terminal, 'env' | 'cwd'>,
): Promise<Pick<SimulatorOptions, 'environment' | 'credentials'>> {
  const variables: Record<string, string> = {}
  for (const file of files) Object.assign(variables, await variablesOf(file, cwd))
  for (const text of given) Object.assign(variables, variableOf(text, env))
  return withCredentials(variables)
}

async function variablesOf(file: string, cwd: string): Promise<Variables> {
  const path = resolve(cwd, file)
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw usageError(`--env-file must be a file of NAME=VALUE lines, found none at ${path}`, cause)
  })
  const variables = parseEnv(content) as Variables
  for (const name of Object.keys(variables)) refuseUnlessFree(name, `--env-file ${file}`)
  return variables
}

function variableOf(text: string, env: Terminal['env']): Variables {
  const [name = ''] = text.split('=', 1)
  refuseUnlessFree(name, '--env')
  if (name !== text) return { [name]: text.slice(name.length + 1) }
  const value = env[name]
  if (value === undefined) {
    throw usageError(
      `--env ${name} passes on what is set here, found nothing; set it: ${name}=VALUE`,
    )
  }
  return { [name]: value }
}

function refuseUnlessFree(name: string, flag: string): void {
  if (reservedVariables.has(name)) {
    const instead = reservedVariables.get(name)
    throw usageError(
      `${flag} may set what Lambda leaves to the function, found ${name}, which is reserved${
        instead === undefined ? '' : `: use ${instead}`
      }`,
    )
  }
  if (nameForm.test(name)) return
  throw usageError(
    `${flag} must have names of a letter and then letters, digits or _, found ${JSON.stringify(name)}`,
  )
}

function withCredentials(
  variables: Variables,
): Pick<SimulatorOptions, 'environment' | 'credentials'> {
  const given = credentialVariables.map((name) => variables[name])
  const isCredential = (name: string) => credentialVariables.some((other) => other === name)
  const environment = Object.fromEntries(
    Object.entries(variables).filter(([name]) => !isCredential(name)),
  )
  if (given.every((value) => value === undefined)) return { environment }
  const [accessKeyId, secretAccessKey, sessionToken] = given
  if (accessKeyId && secretAccessKey && sessionToken) {
    return { environment, credentials: { accessKeyId, secretAccessKey, sessionToken } }
  }
  const found = credentialVariables.filter((name) => variables[name])
  throw usageError(
    `--env must give all of ${credentialVariables.join(', ')}, or none, found ${found.join(' and ') || 'empty ones'}`,
  )
}
