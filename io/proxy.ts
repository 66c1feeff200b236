/** The proxy that an environment names, read as Go programs read it, so that what kubectl reaches is reached here. */
import { BlockList, isIP } from 'node:net';

/** @returns null where the server is to be reached directly: it is near, or named in NO_PROXY, or no proxy is named */
export const proxyNamed = (env: NodeJS.ProcessEnv, { protocol, hostname, port }: URL): string | null => {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const name = `${protocol.replace(':', '')}_proxy`;
  const proxy = env[name.toUpperCase()] ?? env[name] ?? '';
  if (proxy === '' || isNear(host)) return null;
  const excepted = (env['NO_PROXY'] ?? env['no_proxy'] ?? '').split(',').map(each => each.trim()).filter(each => each !== '');
  return excepted.some(each => covers(each, host, port)) ? null : proxy;
};

const isNear = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** `*`, `.internal`, `internal`, `10.0.0.1`, `10.0.0.0/8`, each but the last with or without a port. */
const covers = (excepted: string, host: string, port: string): boolean => {
  const [, range, bits] = /^([\da-f.:]+)\/(\d+)$/i.exec(excepted) ?? [];
  if (range !== undefined) return isInside(host, range, Number(bits));
  const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(excepted) ?? [];
  if (only !== undefined && isIP(excepted) === 0 && only !== (port || '443')) return false;
  const suffix = (isIP(excepted) === 0 ? name : excepted).replace(/^\*?\./, '');
  return excepted === '*' || host === suffix || host.endsWith(`.${suffix}`);
};

const isInside = (host: string, range: string, bits: number): boolean => {
  const [family, own] = [isIP(range), isIP(host)];
  if (family === 0 || family !== own || bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(range, bits, family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
};
