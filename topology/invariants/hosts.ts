import { type EnvironmentInvariant, problem } from './invariant.ts';

/** PT-130: every route of every environment has a host name of its own, in the zone where its record and certificate are made. */
export const hostsApart: EnvironmentInvariant = function* ({ name, hosts, dnsZone }, { environments }) {
  const owners = new Map(environments.filter(other => other.name !== name).flatMap(other => Object.entries(other.hosts).map(([route, host]) => [host, `'${route}' of '${other.name}'`])));
  for (const [route, host] of Object.entries(hosts)) {
    const say = (saw: string, want: string) => problem('PT-130', 'environment', name, `hosts.${route}`, saw, want);
    const owner = owners.get(host);
    if (owner !== undefined) yield say(`'${host}', which ${owner} has`, 'a host name of its own');
    owners.set(host, `'${route}'`);
    if (host !== dnsZone && !host.endsWith(`.${dnsZone}`)) yield say(`'${host}' outside '${dnsZone}'`, `a name in '${dnsZone}'`);
  }
};
