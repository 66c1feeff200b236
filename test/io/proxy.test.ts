import { expect, test } from 'vitest';
import { proxyNamed } from '../../io/proxy.ts';

const PROXY = 'http://proxy:3128';
const via = (server: string, excepted = '', env: NodeJS.ProcessEnv = { HTTPS_PROXY: PROXY }): string | null => proxyNamed({ ...env, NO_PROXY: excepted }, new URL(server));

test('a server is reached through the proxy of its protocol', () => {
  expect(via('https://k8s.internal')).toBe(PROXY);
  expect(via('http://k8s.internal')).toBeNull();
  expect(via('https://k8s.internal', '', { https_proxy: PROXY })).toBe(PROXY);
  expect(via('https://k8s.internal', '', {})).toBeNull();
});
test.each(['https://localhost:6443', 'https://127.0.0.1:6443', 'https://[::1]:6443'])('%s is near', server => expect(via(server)).toBeNull());
test.each([
  ['*', true], ['internal', true], ['.internal', true], ['*.internal', true], ['k8s.internal', true], ['other.internal', false], ['s.internal', false], ['k8s.internal:6443', true], ['k8s.internal:443', false], ['a, k8s.internal', true],
])('NO_PROXY %s covers k8s.internal:6443: %s', (excepted, covered) => expect(via('https://k8s.internal:6443', excepted)).toBe(covered ? null : PROXY));
test.each([['10.0.0.0/8', true], ['10.1.2.3', true], ['10.1.2.0/24', true], ['192.168.0.0/16', false], ['10.0.0.0/99', false]])('NO_PROXY %s covers 10.1.2.3: %s', (excepted, covered) =>
  expect(via('https://10.1.2.3', excepted)).toBe(covered ? null : PROXY));
