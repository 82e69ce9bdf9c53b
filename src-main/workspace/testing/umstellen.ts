/** Single calls of a workbench's cloud answered otherwise, for tests of one fault at one place. Never for the product. */
import type { CloudGateway } from '../cloud/gateway.ts';
import { beobachtet } from '../sync/umgebung.ts';
import type { Werkbank } from './werkbank.ts';

/** Lets single calls answer otherwise, observed like all others; `gerufen` does not name them. */
export function stelleUm(w: Werkbank, teile: Partial<CloudGateway>): void {
  const { zustand, drossel, gateway } = w.u;
  const anders = new Proxy(gateway, {
    get: (ziel, name) => (Object.hasOwn(teile, name) ? teile[name as keyof CloudGateway] : Reflect.get(ziel, name)),
  });
  w.u.gateway = beobachtet(anders, zustand, drossel);
}
