import { spawnSync } from 'node:child_process'

/** How containers, networks and volumes of the tests are told from anyone else's. */
const queries = [
  [
    'container',
    ['ps', '--all', '--filter', 'label=sim.testcontainers', '--format', '{{.ID}} {{.Image}}'],
  ],
  ['network', ['network', 'ls', '--filter', 'name=sim-', '--format', '{{.ID}} {{.Name}}']],
  ['volume', ['volume', 'ls', '--filter', 'label=sim.testcontainers', '--format', '{{.Name}}']],
]

/**
 * What the tests left in the container engine; nothing where there is none.
 *
 * Volumes without a name come and go with their containers, so their number is compared: see `countVolumes`.
 */
export function containersLeftBehind(volumesBefore) {
  const left = queries.flatMap(([kind, args]) => docker(args).map((line) => `${kind} ${line}`))
  const more = countVolumes() - volumesBefore
  return more > 0 ? [...left, `${more} volumes more than before`] : left
}

/** How many volumes there are. */
export function countVolumes() {
  return docker(['volume', 'ls', '--quiet']).length
}

function docker(args) {
  const { status, stdout } = spawnSync('docker', args, { encoding: 'utf8' })
  return status === 0 ? stdout.split('\n').filter((line) => line !== '') : []
}
