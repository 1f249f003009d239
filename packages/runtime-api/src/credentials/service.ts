/** What an SDK in the environment signs its requests with. */
export interface RuntimeCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}

/** What the credentials API asks of its owner. */
export interface CredentialsApiService {
  /** The credentials of the moment for whoever has this token; `undefined` for a token that is not the right one. */
  credentials(token: string): RuntimeCredentials | undefined
}
