// The cloud's log: JSON lines on stderr, ids and figures only. Requests are logged by route pattern, never by address (it
// may carry what somebody searched for), without headers and bodies.
import { type DestinationStream, destination, type Logger, pino } from 'pino';

/** @param stufe pino level; 'silent' for tests. */
export function neuesProtokoll(stufe = 'info', ziel: DestinationStream = destination(2)): Logger {
  return pino(
    {
      level: stufe,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: {
        req: (anfrage: { method?: string; id?: string; routeOptions?: { url?: string } }) => ({
          method: anfrage.method,
          route: anfrage.routeOptions?.url,
          id: anfrage.id,
        }),
        res: (antwort: { statusCode?: number }) => ({ status: antwort.statusCode }),
      },
    },
    ziel,
  );
}
