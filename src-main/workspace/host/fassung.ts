/**
 * The version of this Kontor as it is said to the cloud and shown in the status. A test holds it to package.json; it is
 * a constant so that a bundle needs no file beside it.
 */
export const KONTOR_VERSION = '0.1.0';
