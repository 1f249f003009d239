import { whyNotPlayed } from './played-cases.ts'
import type { Requirement } from './requirement.ts'

/** Why nothing proves a requirement: it says so itself, or none of its cases is played. `undefined` if something does. */
export function openReason({ proofs, open }: Requirement): string | undefined {
  const reasons = proofs.map((proof) => ('case' in proof ? whyNotPlayed(proof.case) : undefined))
  if (reasons.includes(undefined)) return undefined
  return reasons[0] ?? open ?? 'nothing proves it'
}
