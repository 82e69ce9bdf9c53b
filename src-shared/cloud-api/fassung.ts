/**
 * Version of the contract. A change of any wire schema changes its hash, and a test pins hash to version, so that
 * nobody changes the wire by accident (`fassung.test.ts`).
 */
/** `apiVersion` at the root; a parked `cloud-zu-alt` command is tried again when it changes. */
export const API_VERSION = '1.0';
/** Older clients get 426 and keep their outbox. */
export const MIN_CLIENT_VERSION = '0.1.0';
/** Header in which a client says its version. */
export const CLIENT_HEADER = 'kontor-client';
