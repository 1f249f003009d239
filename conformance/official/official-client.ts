import { test } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { env, execPath } from 'node:process'
import { fileURLToPath } from 'node:url'

/** A client that others have written, or a program of ours on it: where it was installed, or why it was not. */
export type OfficialClient = { readonly name: string } & (
  | { readonly folder: string; readonly missing?: undefined }
  | {
      readonly folder?: undefined
      readonly missing: string
      /** The registry that it comes from says that it does not have it: no machine can get it there. */
      readonly isUnpublished?: boolean | undefined
    }
)

/** As long as a client may take to be built on a busy machine. */
const patienceMs = 1_200_000

/** Installs a client, unless that was done before; it takes a minute and needs a compiler. */
export function officialClient(name: string): OfficialClient {
  const installer = fileURLToPath(new URL('../clients/install.mjs', import.meta.url))
  const { stdout, stderr, error } = spawnSync(execPath, [installer, name], {
    encoding: 'utf8',
    timeout: patienceMs,
  })
  const found = stdout === '' ? { missing: error?.message ?? stderr.trim() } : JSON.parse(stdout)
  return { name, ...found } as OfficialClient
}

/**
 * A test that needs this client. Without it, it is skipped, and its title says why; it fails instead where
 * the environment variable `SIM_REQUIRE_ALL` is `1`, unless the client is one that cannot be had.
 */
export function testWith(
  client: OfficialClient,
  behaviour: string,
  run: (folder: string) => Promise<void>,
): void {
  const { name, folder, missing } = client
  const title = `${name}: ${behaviour}`
  if (folder !== undefined) return test(title, () => run(folder))
  if (client.isUnpublished)
    return test.skip(`${title} (not published: ${missing})`, () => undefined)
  if (env['SIM_REQUIRE_ALL'] !== '1') return test.skip(`${title} (${missing})`, () => undefined)
  test(title, () => {
    throw new Error(`the client is required, and is not there: ${missing}`)
  })
}
