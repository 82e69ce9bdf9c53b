/**
 * Keeps a PDF's XMP metadata readable XML whatever a title says. One wrapped method of pdfkit, held by a test; to be removed
 * when pdfkit escapes by itself.
 */
/**
 * pdfkit writes the texts of `info` into the XMP packet as they are: a title with & or < would make it unreadable XML, and the
 * document would not be PDF/UA. By the time of `endMetadata` the info dictionary itself is written.
 */
export function maskiereXmp(doc: PDFKit.PDFDocument): void {
  const intern = doc as unknown as { endMetadata(): void; info: Record<string, unknown> };
  const schreibe = intern.endMetadata.bind(doc);
  intern.endMetadata = () => {
    const maskiert = Object.entries(intern.info).map(([k, w]) => [k, typeof w === 'string' ? alsXmlText(w) : w]);
    intern.info = Object.fromEntries(maskiert);
    schreibe();
  };
}

function alsXmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
