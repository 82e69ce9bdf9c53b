/**
 * Draws a Bescheid as a letter of DIN 5008 form B: head, window with address, information block, subject, decision, text,
 * Rechtsbehelfsbelehrung, greeting. Tagged and in German. The bytes depend on the content only, so that signing and
 * making it anew give one SHA-256; names and dates of those who sign are never in it.
 */
import type { BescheidInhalt } from './bescheid-inhalt.ts';
import { MM, neuerSatz, type Satz, SEITE, SPALTE } from './pdf-satz.ts';
import type { Schriften } from './schriften.ts';

export interface PdfErgebnis {
  bytes: Uint8Array;
  /** Characters no font has; they stand as U+FFFD. */
  fehlendeZeichen: string[];
}

/** The document's bytes. */
export async function bescheidPdf(inhalt: BescheidInhalt, schriften: Schriften): Promise<PdfErgebnis> {
  const satz = neuerSatz(
    { titel: inhalt.titel, verfasser: inhalt.behoerde, betreff: inhalt.betreff, erstelltAm: inhalt.erstelltAm },
    schriften,
  );
  kopf(satz, inhalt);
  const ende = Math.max(anschriftfeld(satz, inhalt), infoblock(satz, inhalt));
  satz.setzeY(Math.max(98.5 * MM, ende + 8 * MM));
  satz.ueberschrift('H1', inhalt.titel);
  if (inhalt.entscheidung !== undefined) entscheidung(satz, inhalt.entscheidung, inhalt.rechtsgrundlage);
  satz.absatz(inhalt.anrede, { abstand: 8 });
  satz.bloecke(inhalt.bloecke);
  if (inhalt.rechtsbehelf) {
    satz.ueberschrift('H2', 'Rechtsbehelfsbelehrung');
    for (const absatz of inhalt.rechtsbehelf) satz.absatz(absatz);
  }
  schluss(satz, inhalt);
  return { bytes: await satz.fertig(inhalt.fuss), fehlendeZeichen: satz.fehlend() };
}

function kopf(satz: Satz, inhalt: BescheidInhalt): void {
  satz.stelle([
    { text: inhalt.behoerde, x: SEITE.links, y: 16 * MM, breite: SPALTE, fett: true, groesse: 17 },
    { text: inhalt.organisationseinheit, x: SEITE.links, y: 24.5 * MM, breite: SPALTE, groesse: 10.5 },
  ]);
  satz.zier((doc) => {
    doc.rect(SEITE.links, 33 * MM, SPALTE, 1.4).fill('#171a2b');
    const falz = (y: number, laenge: number) => doc.moveTo(5 * MM, y * MM).lineTo((5 + laenge) * MM, y * MM);
    doc.lineWidth(0.4).strokeColor('#9a9a9a');
    falz(105, 4).stroke();
    falz(148.5, 6).stroke();
    falz(210, 4).stroke();
  });
}

/** The window: return line above, the address from 62.7 mm. A long line wraps and moves the rest; returns where it ends. */
function anschriftfeld(satz: Satz, inhalt: BescheidInhalt): number {
  satz.beiwerk(inhalt.absenderzeile, SEITE.links, 57.4 * MM, 80 * MM, 7.5);
  satz.zier((doc) =>
    doc
      .moveTo(SEITE.links, 61.2 * MM)
      .lineTo(SEITE.links + 80 * MM, 61.2 * MM)
      .lineWidth(0.4)
      .strokeColor('#9a9a9a')
      .stroke(),
  );
  satz.setzeY(63 * MM);
  const enge = inhalt.anschrift.length > 4 || inhalt.anschrift.some((z) => z.length > 42);
  satz.stelle(
    inhalt.anschrift.map((text, i) => ({
      text,
      x: SEITE.links,
      breite: 80 * MM,
      groesse: i === 0 && text.startsWith('Elektronisch') ? 8.5 : enge ? 9.5 : 10.5,
    })),
  );
  return satz.y();
}

/** Returns where it ends. */
function infoblock(satz: Satz, inhalt: BescheidInhalt): number {
  const x = 123 * MM;
  const titelBreite = 27 * MM;
  let y = 50 * MM;
  for (const { titel, wert } of inhalt.infoblock) {
    satz.stelle([
      { text: titel, x, y: y + 0.9, breite: titelBreite, groesse: 8, farbe: '#4a4a4a' },
      { text: wert, x: x + titelBreite, y, breite: 190 * MM - x - titelBreite, groesse: 9 },
    ]);
    y = satz.y() + 2;
  }
  return y;
}

/** The decision, set apart by weight and a bar: what the reader looks for first. */
function entscheidung(satz: Satz, text: string, rechtsgrundlage: string | undefined): void {
  const oben = satz.y();
  satz.absatz(text, { fett: true, groesse: 11.5, einzug: 4 * MM, abstand: rechtsgrundlage === undefined ? 0 : 2 });
  if (rechtsgrundlage !== undefined) {
    satz.absatz(`Rechtsgrundlage: ${rechtsgrundlage}`, { einzug: 4 * MM, groesse: 9.5, abstand: 0 });
  }
  const unten = satz.y();
  if (unten > oben) satz.zier((doc) => doc.rect(SEITE.links, oben, 2.2, unten - oben - 2).fill('#171a2b'));
  satz.setzeY(unten + 10);
}

function schluss(satz: Satz, inhalt: BescheidInhalt): void {
  // The greeting never stands alone on a page with nothing of the letter: it takes its block along.
  satz.brauche(30 * MM);
  satz.setzeY(satz.y() + 7);
  satz.absatz(inhalt.gruss, { abstand: 3 });
  satz.absatz(`${inhalt.behoerde}\n${inhalt.organisationseinheit}`, { abstand: 9 });
  satz.absatz(inhalt.zeichnungshinweis, { groesse: 8.5, farbe: '#4a4a4a', abstand: 8 });
  if (inhalt.anlagen.length > 0) {
    satz.ueberschrift('H2', inhalt.anlagen.length === 1 ? 'Anlage' : 'Anlagen');
    satz.bloecke([
      { art: 'liste', nummeriert: true, punkte: inhalt.anlagen.map((text, i) => ({ marke: `${i + 1}.`, text })) },
    ]);
  }
}
