/**
 * Which protection a profile has, and whether somebody must give a passphrase before anything of it can be opened: where
 * one was chosen it is needed, where the operating system keeps no keys one is chosen, and a demo on this machine needs
 * none. It holds the opened protection for as long as the engine runs, and the passphrase not a moment longer than asked.
 */
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import type { StatusAnsicht } from '../../../src-shared/workspace-api/ansichten.ts';
import type { Schutz } from '../zeichnung/geraeteschluessel.ts';
import type { MotorDienste } from './dienste.ts';
import { hatPassphrase, oeffnePassphrase, richtePassphraseEin } from './passphrase.ts';
import type { Profil } from './profil.ts';
import { brauchtPassphrase, passphraseNoetig, type Schluesselschutz, schutzFuer, verlangeUnbelegt } from './schutz.ts';

export class Schutzlage {
  private readonly dienste: MotorDienste;
  private readonly profil: Profil;
  private tresor: Schutz | undefined;
  private noetig: StatusAnsicht['passphrase'];

  constructor(dienste: MotorDienste, profil: Profil) {
    this.dienste = dienste;
    this.profil = profil;
  }

  /** Looks at the profile; to be called before anything else. @throws ProblemError `schluessel-unbrauchbar` */
  async pruefe(): Promise<void> {
    const { schutz, cloud } = this.dienste;
    if (await hatPassphrase(this.ort())) this.noetig = 'noetig';
    else if (brauchtPassphrase(schutz, cloud)) {
      await verlangeUnbelegt(this.profil, this.dienste.ablage);
      this.noetig = 'neu';
    }
  }

  /** What a person must do: choose a passphrase, give it; undefined where nothing. */
  get passphrase(): StatusAnsicht['passphrase'] {
    return this.noetig;
  }

  /** @throws ProblemError `passphrase-noetig` */
  verlange(): void {
    if (this.noetig !== undefined) throw passphraseNoetig(this.noetig);
  }

  /** @throws ProblemError `passphrase-noetig` */
  schutz(): Schluesselschutz {
    this.verlange();
    return schutzFuer(this.dienste.schutz, this.dienste.cloud, this.tresor);
  }

  /** The protection's name before any key is used. */
  get art(): StatusAnsicht['schutz'] {
    if (this.noetig !== undefined || this.tresor !== undefined) return 'passphrase';
    return this.dienste.schutz.art === 'os' ? 'os' : 'keiner';
  }

  /** False where nothing was locked. @throws ProblemError `passphrase-falsch`, `passphrase-ungeeignet` */
  async entsperre(passphrase: string): Promise<boolean> {
    if (this.noetig === undefined) return false;
    const { zufall, log } = this.dienste;
    try {
      const oeffne = this.noetig === 'neu' ? richtePassphraseEin : oeffnePassphrase;
      this.tresor = await oeffne(this.ort(), passphrase, zufall);
    } catch (fehler) {
      if (fehler instanceof ProblemError) log.warne('passphrase', { code: fehler.problem.type });
      throw fehler;
    }
    this.noetig = undefined;
    return true;
  }

  private ort(): { profil: string; ablage: MotorDienste['ablage'] } {
    return { profil: this.dienste.profil, ablage: this.dienste.ablage };
  }
}
