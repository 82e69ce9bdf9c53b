// The names under which clients and provider of the demo know each other. Apart from the provider, so that `cloud token` need
// not load it.

/** The workplace: public client, loopback redirect (any port, path /callback), refresh tokens. */
export const CLIENT_DESKTOP = 'kontor-desktop';
/** `cloud token`: access tokens without a session, which can have no device and cannot sign. */
export const CLIENT_TOKEN = 'kontor-token';
/** Grant type of the token endpoint: `username` → access token, and a refresh token for kontor-desktop. */
export const DEMO_GRANT = 'urn:kontor:grant:demo';

export const OIDC_PFAD = '/oidc';
export const ANMELDE_PFAD = '/anmeldung';
