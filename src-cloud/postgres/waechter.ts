// Stops the server when its user dies without saying goodbye (SIGKILL, crash, closed terminal). A tiny shell waits on a
// pipe; the pipe ends with this process. It lives in a session of its own, so that a signal to the whole group spares it.
// It must never stop a server that somebody else still uses, and never signals anything but the one pid it was given.
// Windows has no sh: there the server lives on after a kill, and the next start joins it.
import { spawn } from 'node:child_process';

export type Waechter = { entlasse(): void };

// $1 folder of users, $2 own entry, $3 pid of the server.
const SKRIPT = `
trap '' INT TERM HUP
read -r wort
[ "$wort" = ende ] && exit 0
n=0
while ! mkdir "$1/.sperre" 2>/dev/null; do n=$((n + 1)); [ $n -gt 400 ] && exit 0; sleep 0.1; done
echo $$ > "$1/.sperre/pid"
rm -f "$1/$2"
for datei in "$1"/*; do
  [ -f "$datei" ] || continue
  name=\${datei##*/}; pid=\${name%%-*}
  grep -qs '^State:.*Z' "/proc/$pid/status" && continue
  if kill -0 "$pid" 2>/dev/null; then rm -rf "$1/.sperre"; exit 0; fi
done
kill -INT "$3" 2>/dev/null
n=0
while kill -0 "$3" 2>/dev/null && [ $n -lt 300 ]; do n=$((n + 1)); sleep 0.1; done
rm -rf "$1/.sperre"
`;

/** Starts the guard for one user of the cluster. `entlasse` ends it without effect, for an orderly leave. */
export function bestelleWaechter(ordner: string, eintrag: string, postmasterPid: number): Waechter {
  if (process.platform === 'win32') return { entlasse: () => undefined };
  const kind = spawn('/bin/sh', ['-c', SKRIPT, 'kontor-waechter', ordner, eintrag, String(postmasterPid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  // Without sh there is no guard; the next start then joins the server that was left behind.
  kind.on('error', () => undefined);
  kind.stdin.on('error', () => undefined);
  kind.unref();
  (kind.stdin as unknown as { unref?: () => void }).unref?.();
  return { entlasse: () => kind.stdin.end('ende\n') };
}
