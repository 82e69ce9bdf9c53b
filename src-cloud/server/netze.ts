// Lists of networks (CIDR) as operators write them, and whether an address is in one. IPv4 that arrives in IPv6's clothes
// (::ffff:10.0.0.1) counts as IPv4. An unreadable entry stops the start: a typo must not open or close a cloud.
import { BlockList, isIP } from 'node:net';

export type Netzpruefung = (adresse: string) => boolean;

/** @throws RangeError (German) for an entry that is neither an address nor a network. Empty list: everybody. */
export function netzpruefung(netze: readonly string[]): Netzpruefung {
  if (netze.length === 0) return () => true;
  const liste = new BlockList();
  for (const netz of netze) nimmAuf(liste, netz);
  return (adresse) => {
    const blank = adresse.startsWith('::ffff:') ? adresse.slice(7) : adresse;
    const familie = isIP(blank);
    return familie !== 0 && liste.check(blank, familie === 6 ? 'ipv6' : 'ipv4');
  };
}

function nimmAuf(liste: BlockList, netz: string): void {
  const [adresse = '', laenge] = netz.split('/');
  const familie = isIP(adresse);
  const grenze = familie === 6 ? 128 : 32;
  const bits = laenge === undefined ? grenze : Number(laenge);
  if (familie === 0 || !Number.isInteger(bits) || bits < 0 || bits > grenze) {
    throw new RangeError(`„${netz}“ ist weder eine Adresse noch ein Netz (erwartet etwa 10.1.0.0/16).`);
  }
  liste.addSubnet(adresse, bits, familie === 6 ? 'ipv6' : 'ipv4');
}
