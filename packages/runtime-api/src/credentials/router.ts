import { ApiRouter } from '@sim/protocol'
import type { Middleware } from 'koa'
import { credentialsGet } from './credentials-get.ts'
import type { CredentialsApiService } from './service.ts'

/**
 * The credentials API, `2021-04-23`, as Koa middleware over a service.
 *
 * SnapStart's: credentials in the environment would be as old as the snapshot, so processes fetch them at
 * `AWS_CONTAINER_CREDENTIALS_FULL_URI` with `AWS_CONTAINER_AUTHORIZATION_TOKEN`, as the AWS SDKs know to do.
 */
export function credentialsApi(service: CredentialsApiService): Middleware {
  return new ApiRouter('/2021-04-23')
    .get('/credentials', (ctx) => credentialsGet(ctx, service))
    .middleware()
}
