/**
 * Entry of the workspace process: started by a shell (fork, utilityProcess), spoken to over its channel, ended with it.
 * Node's fetch; a shell with a network stack of its own starts `bedieneElternteil` with that.
 */
import { statteAus } from './host/ausstattung.ts';
import { elternteilVon } from './host/elternteil.ts';
import { bedieneElternteil } from './host/prozesslauf.ts';

const eltern = elternteilVon(process);
if (eltern === undefined) {
  process.stderr.write('Der Arbeitsbereich wird von Kontor gestartet, nicht von Hand. Im Terminal: kontor --help\n');
  process.exit(2);
}
// Ctrl-C goes to the whole group: the parent decides what it means.
process.on('SIGINT', () => undefined);
const lauf = bedieneElternteil({
  eltern,
  dienste: (k, schutz) => statteAus({ ...k, schutz, hole: fetch }),
  endeProzess: (code) => process.exit(code),
});
process.on('SIGTERM', () => void lauf.beende());
