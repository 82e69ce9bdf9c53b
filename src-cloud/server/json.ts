// Reads JSON bodies: refuses what is nested too deeply before it is parsed, and what is no JSON with 400. Never lets a
// body's `__proto__` through.
import type { FastifyInstance } from 'fastify';
import { httpProblem } from './problem.ts';

/** The deepest nesting of arrays and objects in a JSON text, without parsing it. Reads at most until `grenze` is passed. */
export function istTieferAls(text: string, grenze: number): boolean {
  let tiefe = 0;
  let imText = false;
  for (let n = 0; n < text.length; n += 1) {
    const zeichen = text.charCodeAt(n);
    if (imText) {
      if (zeichen === 0x5c) n += 1;
      else if (zeichen === 0x22) imText = false;
    } else if (zeichen === 0x22) imText = true;
    else if (zeichen === 0x7b || zeichen === 0x5b) {
      tiefe += 1;
      if (tiefe > grenze) return true;
    } else if (zeichen === 0x7d || zeichen === 0x5d) tiefe -= 1;
  }
  return false;
}

/** Installs the JSON parser on an app. */
export function leseJson(app: FastifyInstance, tiefe: number): void {
  const parser = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, fertig) => {
    if (istTieferAls(text, tiefe)) {
      fertig(httpProblem('zu-tief', { detail: `Erlaubt sind ${tiefe} Ebenen.` }));
      return;
    }
    parser(request, text, (fehler, wert) => {
      if (fehler) fertig(httpProblem('json-ungueltig'));
      else fertig(null, wert);
    });
  });
}
