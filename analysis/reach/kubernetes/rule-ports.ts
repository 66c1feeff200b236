/** Ports of a rule: numbers are known at once, names only where one knows the pod that is called. */
import type { Complain } from './selector.ts';
import type { NamedPort } from './workloads.ts';
import { isObject, list, object, text } from '../json.ts';
import { ALL_PORTS, NO_PORTS, plusPorts, portRange, portsText, PROTOCOLS } from '../ports.ts';
import type { Ports, Protocol } from '../ports.ts';

export interface RulePorts {
  readonly open: Ports;
  readonly named: readonly { readonly protocol: Protocol; readonly name: string }[];
}

const NAME = /^(?=.*[a-z])[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?$/;
const isPort = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;

/** Missing or empty: every port of every protocol. */
export const rulePortsOf = (value: unknown, rule: string, complain: Complain): RulePorts => {
  const entries = list(value);
  if (entries.length === 0) return { open: ALL_PORTS, named: [] };
  return entries.map((entry, i) => portOf(entry, `${rule}.ports[${i}]`, complain)).reduce(plusRulePorts, NO_RULE_PORTS);
};

const portOf = (value: unknown, path: string, complain: Complain): RulePorts => {
  if (value !== null && !isObject(value)) complain(path, JSON.stringify(value), 'a port with its protocol');
  const { endPort, port } = object(value);
  const protocol = PROTOCOLS.find(known => known === (object(value)['protocol'] ?? 'TCP'));
  const noPort = port === undefined || port === null;
  const noEnd = endPort === undefined || endPort === null;
  if (protocol === undefined) complain(`${path}.protocol`, `'${text(object(value)['protocol'])}'`, PROTOCOLS.join(', '));
  else if (noPort && !noEnd) complain(`${path}.endPort`, 'a last port without a first', 'both');
  else if (noPort) return { open: portRange(protocol, 1, 65_535), named: [] };
  else if (typeof port === 'string' && !noEnd) complain(`${path}.endPort`, `a last port after the name '${port}'`, 'a number as first port');
  else if (typeof port === 'string' && NAME.test(port)) return { open: NO_PORTS, named: [{ protocol, name: port }] };
  else if (!isPort(port)) complain(`${path}.port`, `'${text(port)}'`, 'a port from 1 to 65535, or the name of one');
  else if (!noEnd && (!isPort(endPort) || endPort < port)) complain(`${path}.endPort`, `'${text(endPort)}'`, `a port from ${port} to 65535`);
  else return { open: portRange(protocol, port, noEnd ? port : endPort as number), named: [] };
  return NO_RULE_PORTS;
};

export const NO_RULE_PORTS: RulePorts = { open: NO_PORTS, named: [] };
export const ALL_RULE_PORTS: RulePorts = { open: ALL_PORTS, named: [] };

export const plusRulePorts = (a: RulePorts, b: RulePorts): RulePorts => ({
  open: plusPorts(a.open, b.open),
  named: b.named.length === 0 ? a.named : [...a.named, ...b.named.filter(({ protocol, name }) => !a.named.some(known => known.protocol === protocol && known.name === name))],
});

/** Names mean what the pod that is called says, with the same protocol; a name that it does not have opens nothing. */
export const resolved = ({ open, named }: RulePorts, ports: readonly NamedPort[]): Ports => (named.length === 0 ? open : named
  .flatMap(({ protocol, name }) => ports.filter(port => port.protocol === protocol && port.name === name).map(({ port }) => portRange(protocol, port, port)))
  .reduce(plusPorts, open));

export const rulePortsText = ({ open, named }: RulePorts): string => [portsText(open), ...named.map(({ protocol, name }) => `${protocol} ${name}`)].filter(Boolean).join(',');
