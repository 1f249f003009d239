import { readFileSync } from 'node:fs'
import { deviations, type Deviation } from '../protocol/deviations.ts'
import { managedDeviations } from '../protocol/managed-deviations.ts'
import { notRun } from '../protocol/not-run.ts'
import { protocolCases } from '../protocol/protocol-case.ts'
import { snapstartDeviations } from '../protocol/snapstart-deviations.ts'
import { playedOtherwise, rieFlags } from '../rie/rie-profiles.ts'
import { testTitles } from './test-titles.ts'

/** Where a simulator in this process does something else than a case says, on purpose. By the id of the case. */
export const allDeviations: Readonly<Record<string, Deviation>> = {
  ...deviations,
  ...managedDeviations,
  ...snapstartDeviations,
}

const groups = Object.values(notRun)
const emulated = new URL('../test/rie-protocol.test.ts', import.meta.url)
/** Among them those of cases that are played in a way of their own. */
const emulatedTitles = testTitles(readFileSync(emulated, 'utf8')).map(({ text }) => text)

/** Why a case is played neither in this process nor against `lambda-sim rie`; `undefined` if it must pass. */
export function whyNotPlayed(id: string): string | undefined {
  const one = protocolCases.find((each) => each.id === id)
  if (one === undefined) return `there is no case ${id}`
  const isEmulated = one.profile in rieFlags && !(id in playedOtherwise)
  if (isEmulated || emulatedTitles.includes(id)) return undefined
  return groups.find(({ ids }) => ids.includes(id))?.reason
}
