import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const wireMatrix = testsOf('packages/runtime-api/test/wire-matrix.test.ts')
const snapshot = testsOf('packages/simulator/test/snapshot.test.ts')
const router = testsOf('packages/protocol/test/router.test.ts')
const json = testsOf('packages/protocol/test/json.test.ts')
const refusals = testsOf('packages/protocol/test/render-failures.test.ts')
const listen = testsOf('packages/protocol/test/listen.test.ts')
const environment = testsOf('packages/simulator/test/invoke.test.ts')
const answers = testsOf('packages/runtime-api/test/invocation-answer.test.ts')
const register = testsOf('packages/extensions-api/test/endpoints/register.test.ts')

/** What all APIs have in common: paths, methods, bodies. */
export const requests: readonly Requirement[] = [
  {
    id: 'transport.one-address',
    statement:
      'One HTTP/1.1 server serves every API of an environment, and `AWS_LAMBDA_RUNTIME_API` is its `host:port` without a scheme.',
    grade: 'core',
    source: [
      'core: rapidcore/sandbox_builder.go:61-62',
      'core: rapidcore/env/environment.go:64-67',
      'docs: runtimes-custom',
    ],
    proofs: [
      ...cases('ping-get', 'register-internal-ok'),
      environment('each process gets the environment of its role, and nothing of the host'),
    ],
  },
  {
    id: 'transport.ping',
    statement: '`GET /2018-06-01/ping` is answered with 200 and the four bytes `pong`.',
    grade: 'core',
    source: ['core: rapi/handler/ping.go:16'],
    proofs: [
      ...cases('ping-get'),
      wireMatrix('a ping is answered whatever the runtime does, without a line end'),
    ],
  },
  {
    id: 'transport.prefixes',
    statement:
      'Each API lives below the prefix of its own version, and a path below the prefix of another is 404.',
    grade: 'core',
    source: ['core: rapi/server.go:23-27,63-77'],
    proofs: cases('register-under-2018-404', 'runtime-under-2020-404'),
  },
  {
    id: 'transport.unknown-path',
    statement:
      'A path that is not known is 404 with the text `404 page not found` and a line feed, `text/plain; charset=utf-8` and `X-Content-Type-Options: nosniff`.',
    grade: 'core',
    source: ['core: rapi/router_test.go:90', 'capture: the emulator'],
    proofs: [...cases('root-404'), router('%s is not known')],
  },
  {
    id: 'transport.exact-paths',
    statement:
      'Paths are compared letter by letter: another letter case or a trailing slash is another path.',
    grade: 'captured',
    source: ['capture: the emulator', 'core: rapi/router.go:22-83'],
    proofs: [
      ...cases('next-trailing-slash-404'),
      router('%s is not known'),
      wireMatrix('%s %s is answered with %i'),
    ],
  },
  {
    id: 'transport.wrong-method',
    statement:
      'A known path with a method that it does not have is 405 with an empty body and the method that it has in `Allow`.',
    grade: 'core',
    source: ['core: rapi/router_test.go:99', 'capture: the emulator'],
    proofs: [
      ...cases(
        'ping-post-405',
        'response-get-405',
        'init-error-get-405',
        'register-get-405',
        'event-next-post-405',
      ),
      router('%s on a path that only has GET is 405'),
    ],
  },
  {
    id: 'transport.head',
    statement: '`HEAD` is not served where `GET` is: it is 405.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: cases('ping-head-405'),
  },
  {
    id: 'transport.restore-only-with-snapstart',
    statement: 'In an environment without SnapStart the paths of restores and credentials are 404.',
    grade: 'core',
    source: ['core: rapi/router.go:50-53'],
    proofs: [
      ...cases('restore-error-plain-init-404'),
      snapshot('elsewhere there is nothing to restore, and no credentials are handed out'),
    ],
  },
  {
    id: 'transport.json-bodies',
    statement: 'A JSON body is one object with `<`, `>` and `&` escaped, followed by a line feed.',
    grade: 'core',
    source: ['core: rapi/rendering/render_json.go:14-35'],
    proofs: [
      ...cases('error-json-ends-with-newline'),
      json('%j is written as %j'),
      json('names are escaped like values, and the order is kept'),
    ],
  },
  {
    id: 'transport.json-content-type',
    statement: 'A JSON body is `application/json` without a charset, whatever the request accepts.',
    grade: 'core',
    source: ['core: rapi/router_test.go:69'],
    proofs: [
      ...cases('error-body-is-json-even-if-accept-xml'),
      json('the JSON type has no charset, whatever the client accepts'),
      wireMatrix('what the client wants to accept changes nothing'),
    ],
  },
  {
    id: 'transport.error-object',
    statement:
      'A refusal is `{"errorMessage","errorType"}` in this order, with `stackTrace` only if there is one.',
    grade: 'core',
    source: ['core: rapi/model/errorresponse.go:8-12'],
    proofs: [
      ...cases('error-json-ends-with-newline'),
      json('a refusal is its message and its type, in this order'),
      router('a refusal is rendered with message before type, HTML-escaped'),
    ],
  },
  {
    id: 'transport.accepted',
    statement: 'What is accepted is answered with 202 and `{"status":"OK"}` and a line feed.',
    grade: 'core',
    source: ['core: rapi/rendering/rendering.go:295-302'],
    proofs: [
      ...cases('response-accepted', 'error-accepted'),
      router('an accepted call is answered with a JSON object and a newline, without a charset'),
    ],
  },
  {
    id: 'transport.internal-error',
    statement:
      'A failure of the platform is 500 `InternalServerError` with the message `Internal Server Error`.',
    grade: 'core',
    source: ['core: rapi/rendering/render_error.go:27-35'],
    proofs: [
      router('a bug is answered with InternalServerError and told to onError'),
      refusals('%s that was thrown is a 500, and an error event'),
    ],
  },
  {
    id: 'transport.no-authentication',
    statement:
      'Nobody has to say who it is, except an extension by its identifier and who asks for credentials by its token.',
    grade: 'core',
    source: ['core: rapi/router.go:22-141'],
    proofs: cases('response-accepted', 'register-internal-ok'),
  },
  {
    id: 'transport.long-polls',
    statement: 'A poll has no time limit on the side of the server.',
    grade: 'documented',
    source: ['docs: runtimes-api', 'docs: runtimes-extensions-api'],
    proofs: [
      listen('no time-out of a kept connection is announced'),
      testsOf('conformance/test/seed-runtime-api.test.ts')(
        'INT-05 a poll stays open until there is work',
      ),
    ],
  },
  {
    id: 'transport.large-headers',
    statement:
      'A request may have headers of more than 64 KiB, as an error cause for X-Ray can be.',
    grade: 'core',
    source: ['core: rapi/model/error_cause.go:13-34'],
    proofs: [
      listen('headers of 300 KB are read'),
      answers('an error cause of 300 KB in a header is taken'),
    ],
  },
  {
    id: 'transport.plain-http-only',
    statement:
      'An offer of another protocol is not taken up: the answer is HTTP/1.1, and `Expect: 100-continue` is met.',
    grade: 'chosen',
    source: ['docs: runtimes-api'],
    note: 'clients of several languages offer `h2c` or wait for `100 Continue` by themselves',
    proofs: [
      listen('%s that offers h2c is answered in HTTP/1.1'),
      listen('Expect: 100-continue is answered before the body'),
      register('a client that waits for 100 Continue gets it, and then its answer'),
    ],
  },
]
