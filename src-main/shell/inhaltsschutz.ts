// The headers under which the window's page runs, the same in both shells: scripts, styles and fonts come from the
// application itself and from nowhere else. It must never allow inline script, eval or a foreign address.

/**
 * The headers of every response, refusals too.
 * @param verbindungsziele what the page may connect to besides its own origin, such as `ws://127.0.0.1:4711`
 */
export function schutzkopf(verbindungsziele: readonly string[] = []): Record<string, string> {
  return {
    'content-security-policy': richtlinie(verbindungsziele),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()',
  };
}

/** The Content-Security-Policy. Only the PDF of a Bescheid or attachment is shown from a blob, in a frame of its own. */
function richtlinie(verbindungsziele: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${["'self'", ...verbindungsziele].join(' ')}`,
    'frame-src blob:',
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
