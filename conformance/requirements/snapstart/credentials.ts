import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const snapshotCredentials = testsOf('packages/simulator/test/snapshot-credentials.test.ts')
const router = testsOf('packages/runtime-api/test/credentials/router.test.ts')
const snapshot = testsOf('packages/simulator/test/snapshot.test.ts')

/** Credentials that are fetched, since those of a snapshot would be old. */
export const credentials: readonly Requirement[] = [
  {
    id: 'snapstart.credentials',
    statement:
      '`GET /2021-04-23/credentials` with the token, byte for byte, in `Authorization` is 200 with `AccessKeyId`, `SecretAccessKey`, `Token` and `Expiration`.',
    grade: 'core',
    source: ['core: rapi/handler/credentials.go:19-34', 'core: core/credentials.go:19-24'],
    proofs: [
      ...cases('snap-credentials-ok'),
      snapshot('processes fetch credentials, which are others after the restore and hold longer'),
      router('whoever has the token gets the credentials, as text without a line end'),
    ],
  },
  {
    id: 'snapstart.credentials.wrong-token',
    statement:
      'Without the token, or with another one, it is 404 with `cannot get credentials for the provided token`.',
    grade: 'core',
    source: ['core: rapi/handler/credentials_test.go:38-60'],
    proofs: [
      router('with %s there are none'),
      snapshotCredentials(
        'each generation has a token of its own, and those before it have no credentials',
      ),
    ],
  },
  {
    id: 'snapstart.credentials.environment',
    statement:
      'Processes get `AWS_CONTAINER_CREDENTIALS_FULL_URI` and `AWS_CONTAINER_AUTHORIZATION_TOKEN` instead of keys.',
    grade: 'core',
    source: ['core: rapidcore/env/constants.go:6-67', 'docs: snapstart-activate'],
    proofs: [
      snapshot('processes have neither keys nor the names of logs, but the way to credentials'),
    ],
  },
  {
    id: 'snapstart.credentials.renewed',
    statement: 'A restore brings new credentials.',
    grade: 'core',
    source: ['core: rapid/handlers.go:803-867'],
    proofs: [
      snapshot('processes fetch credentials, which are others after the restore and hold longer'),
    ],
  },
]
