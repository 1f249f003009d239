import { pollUntil } from '@sim/core'
import { Environment, type OsOptions, type OutputLine } from '@sim/process'
import process from 'node:process'
import { fixture } from './run-fixture.ts'

/** An environment, and how a program of `fixtures/` is started in it. */
export function osWorld() {
  const environment = new Environment({ id: 'env' })
  const lines: string[] = []
  const onOutput = ({ text }: OutputLine): unknown => lines.push(text)
  const program = (
    name: string,
    args: readonly string[] = [],
    options: Partial<OsOptions> = {},
  ): OsOptions => ({
    command: process.execPath,
    args: [fixture(name), ...args],
    env: {},
    onOutput,
    ...options,
  })
  const said = (text: string): Promise<unknown> =>
    pollUntil(() => lines.some((line) => line.includes(text)), Boolean, {
      what: `the line ${text}`,
      timeoutMs: 15_000,
    })
  return {
    environment,
    lines,
    program,
    said,
    [Symbol.asyncDispose]: () => environment[Symbol.asyncDispose](),
  }
}
