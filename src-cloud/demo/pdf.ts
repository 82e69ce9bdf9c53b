/**
 * One-page PDFs of a few lines for the demo's attachments, as a citizen's scan would be: PDF 1.4, Helvetica, WinAnsi
 * (umlauts). Written by hand because pdfkit needs milliseconds a document and puts in the current time; 100,000 cases
 * must be made in seconds and byte for byte the same. Not for documents that people sign or receive.
 */

/** WinAnsi bytes as a PDF string; what the encoding lacks becomes its base letter or a question mark. */
function pdfText(text: string): string {
  const latin = text
    .replace(/[„“”]/g, '"')
    .replace(/[–—]/g, '-')
    .replace(/[^\u0020-\u00ff]/g, (c) => c.normalize('NFD').replace(/[^\u0020-\u007e]/g, '') || '?');
  return `(${latin.replace(/[\\()]/g, '\\$&')})`;
}

/** A4, `titel` in bold, then one line each (at most 50); bytes are the same for the same text. */
export function kleinesPdf(titel: string, zeilen: readonly string[]): Buffer {
  const inhalt = [
    'BT /F2 16 Tf 56 780 Td',
    `${pdfText(titel)} Tj`,
    '/F1 11 Tf 0 -30 Td 15 TL',
    ...zeilen.slice(0, 50).map((z) => `${pdfText(z)} Tj T*`),
    'ET',
  ].join('\n');
  const schrift = (name: string) => `<</Type/Font/Subtype/Type1/BaseFont/${name}/Encoding/WinAnsiEncoding>>`;
  const objekte = [
    '<</Type/Catalog/Pages 2 0 R/Lang(de-DE)>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R/F2 5 0 R>>>>/Contents 6 0 R>>',
    schrift('Helvetica'),
    schrift('Helvetica-Bold'),
    `<</Length ${inhalt.length}>>\nstream\n${inhalt}\nendstream`,
    `<</Title ${pdfText(titel)}/Producer(Kontor Demo)>>`,
  ];
  // Every character is one byte from here on (latin1), so lengths are offsets.
  let pdf = '%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n';
  const stellen = objekte.map((o, i) => {
    const stelle = pdf.length;
    pdf += `${i + 1} 0 obj\n${o}\nendobj\n`;
    return stelle;
  });
  const xref = pdf.length;
  pdf += `xref\n0 ${objekte.length + 1}\n0000000000 65535 f \n`;
  pdf += stellen.map((s) => `${String(s).padStart(10, '0')} 00000 n \n`).join('');
  pdf += `trailer\n<</Size ${objekte.length + 1}/Root 1 0 R/Info 7 0 R>>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(pdf, 'latin1');
}
