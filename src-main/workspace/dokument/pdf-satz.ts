/**
 * Setting type for documents: a tagged PDF (PDF/UA-1 marked, German) with fixed dates, headings, paragraphs, lists and a
 * foot on every page. Knows millimetres and structure, no Bescheid. Same input, same bytes: no clock, no chance, no system font.
 */
import PDFDocument from 'pdfkit';
import type { Block } from './bloecke.ts';
import { maskiereXmp } from './pdf-xmp.ts';
import { type Schriften, setzbar } from './schriften.ts';

/** One millimetre in points. */
export const MM = 72 / 25.4;
/** A4 and the margins of DIN 5008, in points. */
export const SEITE = {
  breite: 210 * MM,
  hoehe: 297 * MM,
  links: 25 * MM,
  rechts: 20 * MM,
  oben: 27 * MM,
  unten: 28 * MM,
} as const;
export const SPALTE = SEITE.breite - SEITE.links - SEITE.rechts;

const GROESSE = 10.5;
/** Added to the font's own line height of 1.36. */
const ZEILENABSTAND = 1.4;
const GRAU = '#4a4a4a';
const AKZENT = '#171a2b';

export interface Satz {
  readonly doc: PDFKit.PDFDocument;
  /** Current height from the top of the page, points. */
  y(): number;
  setzeY(y: number): void;
  /** Room in points that must be left on the page, else the next page begins. */
  brauche(hoehe: number): void;
  ueberschrift(stufe: 'H1' | 'H2', text: string): void;
  absatz(text: string, wie?: TextWie): void;
  /** One tagged paragraph made of several runs at given places. */
  stelle(lauf: readonly Lauf[]): void;
  bloecke(bloecke: readonly Block[]): void;
  /** Drawn, and no content for a screen reader. */
  zier(zeichne: (doc: PDFKit.PDFDocument) => void): void;
  /** Text that is no content (return line, foot). */
  beiwerk(text: string, x: number, y: number, breite: number, groesse: number): void;
  /** Characters that could not be set, in order of appearance. */
  fehlend(): string[];
  /** Writes feet and ends the document. */
  fertig(fuss: string): Promise<Uint8Array>;
}

export interface TextWie {
  fett?: boolean;
  groesse?: number;
  farbe?: string;
  abstand?: number;
  einzug?: number;
  /** Keep it with at least this much of what follows, points. */
  zusammen?: number;
}

export interface Lauf {
  text: string;
  x: number;
  /** Absent: below what was set last. */
  y?: number;
  breite: number;
  fett?: boolean;
  groesse?: number;
  farbe?: string;
}

export interface SatzAngaben {
  titel: string;
  verfasser: string;
  betreff: string;
  erstelltAm: Date;
}

/** Begins a document on an empty first page. */
export function neuerSatz(angaben: SatzAngaben, schriften: Schriften): Satz {
  return new PdfSatz(angaben, schriften);
}

class PdfSatz implements Satz {
  readonly doc: PDFKit.PDFDocument;
  private readonly wurzel: PDFKit.PDFStructureElement;
  private readonly schriften: Schriften;
  private readonly ohneZeichen = new Set<string>();
  private readonly stuecke: Uint8Array[] = [];
  private readonly ende: Promise<void>;

  constructor(angaben: SatzAngaben, schriften: Schriften) {
    this.schriften = schriften;
    this.doc = new PDFDocument({
      size: 'A4',
      margins: { top: SEITE.oben, bottom: SEITE.unten, left: SEITE.links, right: SEITE.rechts },
      bufferPages: true,
      pdfVersion: '1.7',
      subset: 'PDF/UA' as 'PDF/A-1',
      tagged: true,
      lang: 'de-DE',
      displayTitle: true,
      font: schriften.normal as unknown as string,
      info: {
        Title: this.setzbar(angaben.titel),
        Author: this.setzbar(angaben.verfasser),
        Subject: this.setzbar(angaben.betreff),
        Creator: 'Kontor',
        Producer: 'Kontor (PDFKit)',
        CreationDate: angaben.erstelltAm,
        ModDate: angaben.erstelltAm,
      },
    });
    this.ende = new Promise((gut, schlecht) => {
      this.doc.on('data', (s: Uint8Array) => this.stuecke.push(s));
      this.doc.on('end', () => gut());
      this.doc.on('error', schlecht);
    });
    // pdfkit takes an opened font where its types only know of files.
    this.doc.registerFont('normal', schriften.normal as unknown as string);
    this.doc.registerFont('fett', schriften.fett as unknown as string);
    maskiereXmp(this.doc);
    this.wurzel = this.doc.struct('Document');
    this.doc.addStructure(this.wurzel);
  }

  y = (): number => this.doc.y;

  setzeY(y: number): void {
    this.doc.x = SEITE.links;
    this.doc.y = y;
  }

  brauche(hoehe: number): void {
    if (this.doc.y + hoehe > SEITE.hoehe - SEITE.unten) this.doc.addPage();
  }

  ueberschrift(stufe: 'H1' | 'H2', text: string): void {
    const groesse = stufe === 'H1' ? 12.5 : 11;
    // A heading alone at the foot of a page helps nobody: two lines of text must fit below it.
    this.brauche(groesse * 2 + 3 * (GROESSE + ZEILENABSTAND));
    if (stufe === 'H2') this.doc.y += 6;
    this.marke(stufe, () => {
      this.stil({ fett: true, groesse, farbe: AKZENT });
      this.doc.text(this.setzbar(text), SEITE.links, this.doc.y, { width: SPALTE, lineGap: 2 });
    });
    this.doc.y += stufe === 'H1' ? 8 : 3;
  }

  absatz(text: string, wie: TextWie = {}): void {
    const { abstand = 7, einzug = 0, zusammen = 0 } = wie;
    if (zusammen > 0) this.brauche(zusammen);
    this.marke('P', () => {
      this.stil(wie);
      this.doc.text(this.setzbar(text).replaceAll('\n', ' \n'), SEITE.links + einzug, this.doc.y, {
        width: SPALTE - einzug,
        lineGap: ZEILENABSTAND,
      });
    });
    this.doc.x = SEITE.links;
    this.doc.y += abstand;
  }

  stelle(lauf: readonly Lauf[]): void {
    this.marke('P', () => {
      for (const l of lauf) {
        this.stil(l);
        // The blank parts the runs where the structure is read as one text.
        this.doc.text(`${this.setzbar(l.text)} `, l.x, l.y ?? this.doc.y, { width: l.breite, lineGap: 1 });
      }
    });
  }

  bloecke(bloecke: readonly Block[]): void {
    for (const b of bloecke) {
      if (b.art === 'ueberschrift') this.ueberschrift('H2', b.text);
      else if (b.art === 'absatz') this.absatz(b.text);
      else this.liste(b.punkte);
    }
  }

  zier(zeichne: (doc: PDFKit.PDFDocument) => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' });
    this.doc.save();
    zeichne(this.doc);
    this.doc.restore();
    this.doc.endMarkedContent();
  }

  beiwerk(text: string, x: number, y: number, breite: number, groesse: number): void {
    this.doc.markContent('Artifact', { type: 'Pagination' });
    this.stil({ groesse, farbe: GRAU });
    this.doc.text(this.setzbar(text), x, y, { width: breite, lineBreak: false, height: groesse * 1.5, ellipsis: true });
    this.doc.endMarkedContent();
  }

  fehlend = (): string[] => [...this.ohneZeichen];

  async fertig(fuss: string): Promise<Uint8Array> {
    this.wurzel.end();
    const { start, count } = this.doc.bufferedPageRange();
    for (let i = 0; i < count; i++) {
      this.doc.switchToPage(start + i);
      // Below the bottom margin pdfkit would begin a new page.
      this.doc.page.margins.bottom = 0;
      this.fuss(fuss, i + 1, count);
    }
    this.doc.end();
    await this.ende;
    return Buffer.concat(this.stuecke);
  }

  private fuss(text: string, seite: number, seiten: number): void {
    const y = SEITE.hoehe - 15 * MM;
    this.zier((doc) =>
      doc
        .moveTo(SEITE.links, y - 5)
        .lineTo(SEITE.breite - SEITE.rechts, y - 5)
        .lineWidth(0.5)
        .strokeColor('#9a9a9a')
        .stroke(),
    );
    const zahl = `Seite ${seite} von ${seiten}`;
    this.stil({ groesse: 8, farbe: GRAU });
    const breite = this.doc.widthOfString(zahl);
    this.beiwerk(text, SEITE.links, y, SPALTE - breite - 20, 8);
    this.beiwerk(zahl, SEITE.breite - SEITE.rechts - breite, y, breite + 2, 8);
  }

  private liste(punkte: readonly { marke: string; text: string }[]): void {
    const liste = this.doc.struct('L');
    this.wurzel.add(liste);
    const spalte = Math.max(14, ...punkte.map((p) => this.breiteVon(p.marke) + 6));
    for (const p of punkte) {
      this.brauche(GROESSE + ZEILENABSTAND);
      const punkt = this.doc.struct('LI');
      liste.add(punkt);
      const y = this.doc.y;
      punkt.add(
        this.doc.struct('Lbl', {}, () => {
          this.stil({});
          this.doc.text(this.setzbar(p.marke), SEITE.links + 4, y, { width: spalte, lineGap: ZEILENABSTAND });
        }),
      );
      punkt.add(
        this.doc.struct('LBody', {}, () => {
          this.stil({});
          this.doc.text(this.setzbar(p.text), SEITE.links + 4 + spalte, y, {
            width: SPALTE - 4 - spalte,
            lineGap: ZEILENABSTAND,
          });
        }),
      );
      punkt.end();
      this.doc.y += 2;
    }
    liste.end();
    this.doc.x = SEITE.links;
    this.doc.y += 5;
  }

  private breiteVon(text: string): number {
    this.stil({});
    return this.doc.widthOfString(text);
  }

  private marke(tag: string, setze: () => void): void {
    const teil = this.doc.struct(tag, {}, setze);
    this.wurzel.add(teil);
    teil.end();
  }

  private stil({
    fett = false,
    groesse = GROESSE,
    farbe = '#000000',
  }: Pick<TextWie, 'fett' | 'groesse' | 'farbe'>): void {
    this.doc
      .font(fett ? 'fett' : 'normal')
      .fontSize(groesse)
      .fillColor(farbe);
  }

  private setzbar(text: string): string {
    const s = setzbar(text, this.schriften);
    for (const z of s.fehlend) this.ohneZeichen.add(z);
    return s.text;
  }
}
