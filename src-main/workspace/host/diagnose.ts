/**
 * The diagnosis for support: gathers log files, status and facts about the machine; what of it may leave is decided by the
 * module that packs it. It works with nobody signed in, too.
 */
import { createHash } from 'node:crypto';
import { readFile, statfs } from 'node:fs/promises';
import { totalmem, userInfo } from 'node:os';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import type { DateiInhalt } from '../../../src-shared/workspace-api/ansichten.ts';
import { zeitpunkt } from '../uhr.ts';
import type { Motor } from './motor.ts';
import { Profil } from './profil.ts';
import { PROTOKOLL_ANZAHL } from './protokolldatei.ts';

/** Packs it. @throws ProblemError where the profile cannot be read */
export async function diagnose(motor: Motor): Promise<DateiInhalt> {
  const { dienste } = motor;
  const { packeDiagnose } = await import('../dokument/diagnose.ts');
  const fertig = await packeDiagnose({
    protokolle: await liesProtokolle(new Profil(dienste.profil, dienste.cloud, dienste.ablage).logdatei),
    status: motor.status(),
    umgebung: {
      plattform: process.platform,
      architektur: process.arch,
      node: process.versions.node,
      ...(process.versions.electron === undefined ? {} : { electron: process.versions.electron }),
      speicherBytes: totalmem(),
      ...(await freieBytes(dienste.profil)),
      laufzeitS: Math.round(process.uptime()),
    },
    personenbezogen: personenbezogen(motor),
    jetzt: zeitpunkt(dienste.uhr),
  });
  return {
    dateiname: fertig.dateiname,
    contentType: 'application/zip',
    sha256: createHash('sha256').update(fertig.bytes).digest('hex'),
    base64: Buffer.from(fertig.bytes).toString('base64'),
  };
}

/** Newest first. */
async function liesProtokolle(pfad: string): Promise<{ name: string; text: string }[]> {
  const namen = [pfad, ...Array.from({ length: PROTOKOLL_ANZAHL - 1 }, (_, i) => `${pfad}.${i + 1}`)];
  const gelesen: { name: string; text: string }[] = [];
  for (const name of namen) {
    try {
      gelesen.push({ name, text: await readFile(name, 'utf8') });
    } catch (fehler) {
      if ((fehler as NodeJS.ErrnoException).code !== 'ENOENT')
        throw new ProblemError('schreiben-unmoeglich', {}, fehler);
    }
  }
  return gelesen;
}

/** Words that must not be in it: the person's, and the name of the account on this machine. */
function personenbezogen(motor: Motor): string[] {
  const sitzung = motor.sitzung();
  const konto = userInfo().username;
  const ich = sitzung === null ? [] : [sitzung.name, sitzung.sub, ...sitzung.name.split(/\s+/)];
  return [...ich, ...(motor.lauf.als === undefined ? [] : [motor.lauf.als]), konto];
}

async function freieBytes(ordner: string): Promise<{ freieBytes?: number }> {
  try {
    const { bavail, bsize } = await statfs(ordner);
    return { freieBytes: bavail * bsize };
  } catch {
    return {};
  }
}
