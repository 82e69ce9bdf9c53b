/**
 * Headers of attachments, versions and address: read as what they say or as nothing, never as a guess; what we write
 * ourselves is read back the same.
 */
import { alsDisposition, leseContentRange, leseDateiname, leseRange } from '../../../src-cloud/anhaenge/kopfzeilen.ts';
import { dateinameVon } from '../../../src-cloud/intake/teile.ts';
import { istAelter } from '../../../src-cloud/server/fassung.ts';
import { contentDigest, sha256AusDigest } from '../../../src-shared/cloud-api/anhaenge.ts';
import { aus, ganz, mutiereText, TEXTE, type Wuerfel } from '../wuerfel.ts';
import { verlange, type Ziel } from '../ziel.ts';

const HEX = '0123456789abcdef';

function bereiche(w: Wuerfel): void {
  const [ab, laenge, gesamt] = [ganz(w, 5000), 1 + ganz(w, 5000), ganz(w, 12_000)];
  const gut = `bytes ${ab}-${ab + laenge - 1}/${gesamt}`;
  const s = leseContentRange(w() < 0.5 ? gut : mutiereText(w, gut));
  verlange(
    s === undefined || (s.ab >= 0 && s.ab <= s.bis && s.bis < s.gesamt && Number.isSafeInteger(s.gesamt)),
    'Content-Range',
    s,
  );
  const range = aus(w, [`bytes=${ab}-`, `bytes=-${laenge}`, `bytes=${ab}-${ab + laenge}`, 'bytes=-', 'bytes=0-0,5-6']);
  const r = leseRange(w() < 0.5 ? range : mutiereText(w, range), gesamt);
  verlange(r === undefined || r === 'alles' || (r.von >= 0 && r.von <= r.bis && r.bis < gesamt), 'Range', { range, r });
}

function namen(w: Wuerfel): void {
  const roh = mutiereText(w, aus(w, [...TEXTE, 'Bescheid Größe (1).pdf', "it's.txt", 'a;b="c".pdf', '100%.pdf']));
  const name = dateinameVon(roh);
  verlange(name.length >= 1 && name.length <= 200 && !/[/\\\p{Cc}]/u.test(name) && name.isWellFormed(), 'name', name);
  const kopf = alsDisposition(name);
  verlange(/^[\x20-\x7e]*$/.test(kopf), 'a header that cannot be sent', kopf);
  verlange(leseDateiname(kopf) === name, 'a name that is not read back', { name, kopf });
  const fremd = leseDateiname(w() < 0.5 ? mutiereText(w, kopf) : aus(w, TEXTE));
  verlange(fremd.length >= 1 && fremd.length <= 200 && !/[/\\]/.test(fremd), 'name', fremd);
}

function digest(w: Wuerfel): void {
  const hex = Array.from({ length: 64 }, () => HEX[ganz(w, 16)]).join('');
  const kopf = contentDigest(hex);
  verlange(sha256AusDigest(kopf) === hex, 'a digest that is not read back', hex);
  const fremd = sha256AusDigest(mutiereText(w, kopf));
  verlange(fremd === undefined || /^[0-9a-f]{64}$/.test(fremd), 'digest', fremd);
}

export const KOPFZEILEN: Ziel = {
  name: 'kopfzeilen',
  regel: 'X1',
  anteil: 1,
  probe(w) {
    const wie = ganz(w, 4);
    if (wie === 0) return bereiche(w);
    if (wie === 1) return namen(w);
    if (wie === 2) return digest(w);
    const version = mutiereText(w, aus(w, ['1.2.3', '0.1.0-beta', '10.0.0+x', '']));
    verlange(!(istAelter(version, '0.1.0') && istAelter('0.1.0', version)), 'older and newer at once', version);
  },
};
