/** Names and forms of the attachments' headers (resumable upload, digest); bytes themselves have no schema. */
import { z } from 'zod';
import { uuid } from './konventionen.ts';

export const anhangParams = z.strictObject({ id: uuid });
export const anhangUploadQuery = z.strictObject({ vorgang: uuid });

/** `Content-Digest` (RFC 9530) of a SHA-256 given as hex. */
export function contentDigest(sha256Hex: string): string {
  const bytes = sha256Hex.match(/../g)?.map((h) => String.fromCharCode(Number.parseInt(h, 16))) ?? [];
  return `sha-256=:${btoa(bytes.join(''))}:`;
}

/** The hex SHA-256 in a `Content-Digest` header; undefined where there is none. */
export function sha256AusDigest(header: string): string | undefined {
  const m = /sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header);
  if (!m?.[1]) return undefined;
  return [...atob(m[1])].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}
