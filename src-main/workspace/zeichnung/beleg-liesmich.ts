/**
 * The text beside the evidence: what the file is, what it proves, what it does not, how to check it, also without Kontor.
 * It promises nothing that the verification does not do. German, for people who have never seen Kontor.
 */
import type { JournalAkt } from '../../../src-shared/cloud-api/geraete.ts';
import type { Beleg } from './beleg-form.ts';
import { VORGEMERKT } from './pruefen.ts';

/** `LIESMICH.txt`, lines of at most about 100 characters, ended with a line break. */
export function liesmich(beleg: Beleg, ankerFingerprint: string): string {
  const { vorgang, journal } = beleg;
  const namen = new Map(journal.geraete.map((g) => [g.deviceId, g.name]));
  return [
    `Beleg über gezeichnete Akte zum Vorgang ${vorgang.nummer}`,
    '',
    `Vorgang:       ${vorgang.name}`,
    ...(vorgang.aktenzeichen ? [`Aktenzeichen:  ${vorgang.aktenzeichen}`] : []),
    `Erstellt am:   ${beleg.erstelltAm} (Uhr des Geräts, das den Beleg geschrieben hat)`,
    `Anker:         ${ankerFingerprint}`,
    '',
    'Gezeichnete Akte',
    ...(journal.akte.length === 0 ? ['- keine'] : journal.akte.map((a) => zeile(a, namen))),
    '',
    'Was in dieser Datei liegt',
    '- beleg.json   das Journal: jeder Akt mit Signatur, die Schlüssel der Geräte und die Aussagen der Cloud',
    '- dokumente/   die gezeichneten Dokumente, Byte für Byte',
    '- SHA256SUMS   Prüfsummen aller Dateien (prüfbar mit „sha256sum -c SHA256SUMS“)',
    '',
    ...BEWEIST,
    '',
    'So prüfen Sie den Beleg',
    `- Mit Kontor:  kontor journal --pruefe DATEI.zip --anker ${ankerFingerprint}`,
    '  Dazu braucht es weder die Cloud noch den Datenbestand.',
    '- Den Fingerabdruck des Ankers lassen Sie sich bitte auf einem anderen Weg als mit dieser Datei bestätigen,',
    '  etwa von der IT der Kommune. Ohne diesen Vergleich könnte jemand die ganze Datei selbst hergestellt haben.',
    ...VON_HAND,
    '',
  ].join('\n');
}

const BEWEIST = [
  'Was der Beleg zeigt',
  '- Das Dokument ist seit der Zeichnung nicht verändert worden: Seine SHA-256-Prüfsumme steht im signierten Akt.',
  '- Signiert hat das Gerät, dessen Schlüssel die Cloud für die genannte Person eingeschrieben hat.',
  '- Die Akte eines Geräts sind fortlaufend nummeriert und verkettet; fehlt eine Nummer, nennt die Prüfung sie.',
  '  Akte anderer Vorgänge liegen nur als Kopf bei; ein Kopf verrät nichts über ihren Inhalt.',
  '- Die Cloud hat die als „angenommen“ bezeichneten Akte zur genannten Zeit angenommen; das bezeugt ihr Anker.',
  '',
  'Was er nicht zeigt',
  '- Er ist keine qualifizierte elektronische Signatur (QES) nach der eIDAS-Verordnung und ersetzt keine Schriftform.',
  '  Er ist ein interner Nachweis der Behörde.',
  '- Er zeigt nicht, wer das Gerät in diesem Augenblick bedient hat, nur, wessen Gerät und Anmeldung es war.',
  '- Zeiten im Akt selbst stammen von der Uhr des Geräts. Verlässlich ist der Zeitpunkt der Annahme.',
  '- Er zeigt nicht, ob und wann der Bescheid zugegangen oder bekannt gegeben ist.',
  '- Name und Nummer des Vorgangs, Namen der Personen und dieser Text sind zum Lesen da und nicht signiert.',
];

const VON_HAND = [
  '- Ohne Kontor: Jeder Akt in beleg.json hat header, inhalt und wert. SHA-256 über inhalt in der Form nach RFC 8785',
  '  ergibt header.inhaltSha256; wert ist die Ed25519-Signatur (base64url) über header in derselben Form, prüfbar mit',
  '  dem jwk des Geräts. header.prev ist SHA-256 über den vorigen Kopf. Die Aussagen der Cloud (bescheinigung, annahme,',
  '  sperre) prüfen Sie ebenso mit anker.jwk. Sein Fingerabdruck ist SHA-256 über die Form nach RFC 7638, hexadezimal.',
];

function zeile(a: JournalAkt, namen: ReadonlyMap<string, string>): string {
  const wer = namen.get(a.header.deviceId) ?? 'unbekanntes Gerät';
  const was = a.inhalt?.order === 'BESCHEID_MITZEICHNEN' ? 'Mitzeichnung' : 'Schlusszeichnung';
  const annahme = a.annahme?.aussage.angenommenAm;
  const stand =
    a.state === VORGEMERKT
      ? 'vorgemerkt, von der Cloud noch nicht angenommen'
      : typeof annahme === 'string'
        ? `${a.state} am ${annahme}`
        : a.state;
  return `- ${a.inhalt ? was : 'Akt ohne Inhalt'}, ${wer}: ${stand}`;
}
