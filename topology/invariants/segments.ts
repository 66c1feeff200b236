import { ROUTES, SEGMENTS } from '../../model/index.ts';
import { atService, type Invariant } from './invariant.ts';

/** PT-110: operators never come in where merchants do. */
export const backofficeApart: Invariant = function* ({ selection }) {
  for (const service of selection.services.values()) {
    const { route, segment } = service;
    if (route === undefined) continue;
    if ((segment === 'backoffice') !== (route.name === 'backoffice')) {
      yield atService('PT-110', service, 'route.name', `route '${route.name}' in segment '${segment}'`, "route 'backoffice' for segment 'backoffice', and for it alone");
    }
  }
  const owners = new Map<string, string>();
  for (const service of selection.services.values()) {
    if (service.route === undefined) continue;
    const owner = owners.get(service.route.name);
    if (owner !== undefined) yield atService('PT-110', service, 'route.name', `route '${service.route.name}', which '${owner}' has`, 'one service behind each route');
    owners.set(service.route.name, service.name);
  }
};

/** PT-121: the segment table decides who is reached from outside and who reaches outside. */
export const segmentTable: Invariant = function* ({ selection }) {
  for (const service of selection.services.values()) {
    const rule = SEGMENTS[service.segment];
    const told = (service.segment === 'backoffice') !== (service.route?.name === 'backoffice') && rule.inbound !== 'none';
    if (service.route !== undefined && !told && rule.inbound !== ROUTES[service.route.name].from) {
      const want = rule.inbound === 'none' ? 'no route: nothing outside reaches this segment' : `a route from ${rule.inbound}`;
      yield atService('PT-121', service, 'route', `segment '${service.segment}' reached from ${ROUTES[service.route.name].from}`, want);
    }
    if (service.provider !== undefined && rule.outbound !== 'own-provider') {
      yield atService('PT-121', service, 'provider', `segment '${service.segment}' reaching a provider`, "segment: 'provider'");
    }
    if (service.segment === 'data') yield atService('PT-121', service, 'segment', "a service in segment 'data'", 'a segment for services: this one holds stores');
  }
};

/** PT-119: what belongs to cards exists in vault mode only, and without a CDE there is nothing in it. */
export const cardsInVaultMode: Invariant = function* ({ selection: { catalog } }) {
  for (const service of catalog.services) {
    const modes = service.modes ?? ['hosted-checkout', 'hosted-fields', 'vault'];
    const keeps = (service.stores ?? []).find(use => catalog.stores.some(store => store.name === use.name && store.data === 'card'));
    if (keeps !== undefined && modes.some(mode => mode !== 'vault')) yield atService('PT-119', service, 'modes', `card store '${keeps.name}' in ${modes.join(', ')}`, "modes: ['vault']");
    if (service.segment === 'cde' && modes.includes('hosted-checkout')) yield atService('PT-119', service, 'modes', "a service of segment 'cde' in hosted-checkout", 'modes without hosted-checkout: it has no CDE');
    for (const [index, call] of (service.calls ?? []).entries()) {
      const callee = catalog.services.find(({ name }) => name === call.to);
      if (call.data === 'card' && callee !== undefined && (service.segment !== 'cde' || callee.segment !== 'cde')) yield atService('PT-119', service, `calls[${index}].data`, `card data from '${service.segment}' to '${callee.segment}'`, "card data only within segment 'cde'");
    }
  }
  for (const store of catalog.stores) {
    const modes = store.modes ?? ['hosted-checkout', 'hosted-fields', 'vault'];
    const at = { noun: 'store', name: store.name, path: 'modes' };
    if (store.data === 'card' && modes.some(mode => mode !== 'vault')) yield { code: 'PT-119', at, saw: `a card store in ${modes.join(', ')}`, want: "modes: ['vault']" };
    if (store.data === 'card' && (store.kind !== 'postgres' || store.boundary !== 'cde')) yield { code: 'PT-119', at: { ...at, path: 'boundary' }, saw: 'card data outside the CDE', want: "a PostgreSQL store with boundary: 'cde'" };
    if (store.kind === 'postgres' && store.boundary === 'cde' && modes.includes('hosted-checkout')) yield { code: 'PT-119', at, saw: "a store of boundary 'cde' in hosted-checkout", want: 'modes without hosted-checkout: it has no CDE' };
  }
};
