// A workspace process for the shell's tests: keeps the control channel's contract as the real one does (start, ready,
// lines, end, end with the parent), and answers a few questions that tests need. It must never be used outside of tests.

type Steuerung = { art: string; kanal?: number; daten?: unknown; konfiguration?: Record<string, unknown> };

const sende = (n: unknown): void => void process.send?.(n);
let konfiguration: Record<string, unknown> = {};
const weckrufe: unknown[] = [];
const schutz: unknown[] = [];

function beantworte(kanal: number, frage: { id: number; name: string; eingabe: unknown }): void {
  const antworte = (wert: unknown): void =>
    sende({ art: 'nachricht', kanal, daten: { art: 'antwort', id: frage.id, ok: true, wert } });
  if (frage.name === 'echo') antworte(frage.eingabe);
  else if (frage.name === 'konfiguration') antworte(konfiguration);
  else if (frage.name === 'pid') antworte(process.pid);
  else if (frage.name === 'weckrufe') antworte(weckrufe);
  else if (frage.name === 'schutz') antworte(schutz);
  else if (frage.name === 'schuetze')
    sende({ art: 'schuetze', id: 1, daten: Buffer.from('geheim').toString('base64') });
  else if (frage.name === 'stirb') process.exit(3);
  else if (frage.name === 'leg-auf') sende({ art: 'ende', kanal });
}

process.on('message', (n: Steuerung) => {
  if (n.art === 'start') {
    konfiguration = n.konfiguration ?? {};
    const profil = String(konfiguration.profil);
    if (profil.endsWith('stirbt')) process.exit(7);
    if (profil.endsWith('belegt'))
      sende({ art: 'fehler', problem: { type: 'urn:kontor:problem:profil-belegt', title: 'Belegt.' } });
    else sende({ art: 'bereit' });
  } else if (n.art === 'nachricht') beantworte(n.kanal ?? 0, n.daten as { id: number; name: string; eingabe: unknown });
  else if (n.art === 'wecker') weckrufe.push(n);
  else if (n.art === 'schutz') schutz.push(n);
  else if (n.art === 'beenden') process.exit(0);
});
process.on('disconnect', () => process.exit(0));
