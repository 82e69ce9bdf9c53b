import { MUTANTEN } from '/work/main/tests/mutation/mutanten.ts';
import { werkstatt } from '/work/main/tests/mutation/werkstatt.ts';
const w = werkstatt();
const nur = process.argv[2] ? new RegExp(process.argv[2]) : /./;
console.log('kanarie', (await w.kanarie()).rot);
for (const m of MUTANTEN) {
  if (!nur.test(m.name + m.stellen[0].datei)) continue;
  const b = await w.breche(m);
  console.log(`${b.rot.length ? 'caught' : 'SURVIVED'} ${b.sekunden}s [${m.regeln}] ${m.name}: ${b.rot.slice(0, 4).join(' | ')}`);
}
w.raeumeAb();
