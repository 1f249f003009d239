import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Which of these commands and files this machine does not have; a `docker` without an engine is none. */
export function lacking(needs: readonly string[]): string[] {
  return needs.filter((need) => {
    if (need.startsWith('/')) return !existsSync(need)
    const { status } = spawnSync(need, [need === 'docker' ? 'info' : '--version'], {
      stdio: 'ignore',
    })
    return status !== 0
  })
}
