/** Before all end-to-end tests: the window's bundle, made only when its sources changed. */
import { laufe } from '../prozesse.ts';

export default async function buendel(): Promise<void> {
  const r = await laufe(['start/bundles.ts', 'renderer']);
  if (r.code !== 0) throw new Error(r.stderr);
}
