import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KubernetesApi } from '../../io/kubernetes.ts';
import { kubernetesApi, refusal, serverVersion } from '../../io/kubernetes.ts';
import { OutsideError } from '../../io/problem.ts';

let folder = '';
const open: { close: () => void; closeAllConnections?: () => void }[] = [];
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'kubernetes-')); });
afterEach(() => {
  for (const server of open.splice(0)) { server.closeAllConnections?.(); server.close(); }
  rmSync(folder, { recursive: true, force: true });
});

const listening = async (server: Server): Promise<string> => {
  open.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const answering = (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> => listening(createServer(answer));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const kubeconfig = (server: string, user: object = { token: 'secret' }, cluster: object = {}): string => file('config', JSON.stringify({
  'current-context': 'here',
  contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }, { name: 'there', context: { cluster: 'gone', user: 'u' } }],
  clusters: [{ name: 'c', cluster: { server, ...cluster } }],
  users: [{ name: 'u', user }, { name: 'another', user: { tokenFile: 'not/there' } }],
}));

const problemOf = async (work: () => Promise<unknown>): Promise<string> => {
  const error = await work().then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(OutsideError);
  return (error as Error).message.replaceAll(folder, 'DIR').replaceAll(/127\.0\.0\.1:\d+/g, 'HOST');
};
const opening = (path: string, context?: string) => async (): Promise<KubernetesApi> => kubernetesApi(path, context, {});

describe('a kubeconfig is the one that is given', () => {
  it('that is not there is said', async () => expect(await problemOf(opening(join(folder, 'none')))).toBe('PT-019 DIR/none: saw nothing there; want a file that can be read'));
  it('that is no YAML is said', async () => expect(await problemOf(opening(file('config', 'a: [')))).toMatch(/^PT-019 DIR\/config: saw no YAML: .*; want a kubeconfig$/));
  it('that is something else is said', async () => expect(await problemOf(opening(file('config', 'just words')))).toBe('PT-019 DIR/config: saw no current-context; want a kubeconfig with contexts'));
  it('names its contexts when the one asked for is not there', async () =>
    expect(await problemOf(opening(kubeconfig('https://k'), 'prod'))).toBe("PT-019 DIR/config: saw no context 'prod'; want --context with one of here, there"));
  it('names what a context asks for and nobody declared', async () =>
    expect(await problemOf(opening(kubeconfig('https://k'), 'there'))).toBe("PT-019 DIR/config: saw context 'there' with cluster 'gone', which is not there; want one of c"));
  it('with a server that is no URL is said', async () => expect(await problemOf(opening(kubeconfig('k8s.internal')))).toContain("server 'k8s.internal'; want a URL with https"));
  it('with a broken certificate is said before anything is sent', async () =>
    expect(await problemOf(opening(kubeconfig('https://k', { 'client-certificate-data': Buffer.from('nothing').toString('base64'), 'client-key-data': '' })))).toMatch(/^PT-019 .*certificate or key that is broken/));
  it('with an authentication that Kubernetes took away is said', async () => expect(await problemOf(opening(kubeconfig('https://k', { 'auth-provider': { name: 'gcp' } })))).toContain('auth-provider gcp'));
  it('with a proxy that is not spoken is said', async () => expect(await problemOf(opening(kubeconfig('https://k', {}, { 'proxy-url': 'socks5://p:1' })))).toContain("saw proxy-url 'socks5://p:1'"));
});

describe('who asks is what the context says', () => {
  const headersFor = async (user: object): Promise<IncomingMessage['headers']> => {
    let seen: IncomingMessage['headers'] = {};
    const host = await answering((request, response) => { seen = request.headers; response.end('{}'); });
    await kubernetesApi(kubeconfig(`http://${host}`, user), undefined, { PATH: process.env['PATH'] ?? '' }).request('GET', '/version');
    return seen;
  };
  it('a token', async () => expect((await headersFor({ token: 't' })).authorization).toBe('Bearer t'));
  it('a token in a file beside the kubeconfig, which goes before one that is written', async () => {
    file('token', 'from-file\n');
    expect((await headersFor({ tokenFile: 'token', token: 't' })).authorization).toBe('Bearer from-file');
  });
  it('a name and a password', async () => expect((await headersFor({ username: 'a', password: 'b' })).authorization).toBe(`Basic ${Buffer.from('a:b').toString('base64')}`));
  it('somebody else, with all groups', async () => expect(await headersFor({ token: 't', as: 'ada', 'as-groups': ['g1', 'g2'] })).toMatchObject({ 'impersonate-user': 'ada', 'impersonate-group': 'g1, g2' }));
  it('whom a plugin names, with what the kubeconfig says to the plugin', async () => {
    file('plugin.mjs', `const { apiVersion, kind } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      console.log(JSON.stringify({ apiVersion, kind, status: { token: process.env.ROLE + process.argv[2] } }));`);
    const exec = { apiVersion: 'client.authentication.k8s.io/v1beta1', command: process.execPath, args: [join(folder, 'plugin.mjs'), '-x'], env: [{ name: 'ROLE', value: 'r' }] };
    expect((await headersFor({ exec })).authorization).toBe('Bearer r-x');
  });
  it('a plugin that fails says why', async () => {
    file('plugin.mjs', 'console.error("sign in first"); process.exit(3);');
    const api = kubernetesApi(kubeconfig('http://127.0.0.1:1', { exec: { command: process.execPath, args: [join(folder, 'plugin.mjs')] } }), undefined, {});
    expect(await problemOf(() => api.request('GET', '/version'))).toContain('sign in first; want a plugin that signs in without asking a person');
  });
  it('a plugin is asked once more when the server refuses what it said', async () => {
    file('plugin.mjs', `import { appendFileSync, readFileSync } from 'node:fs'; appendFileSync('${folder}/asked', 'x');
      console.log(JSON.stringify({ status: { token: readFileSync('${folder}/asked', 'utf8') } }));`);
    const host = await answering((request, response) => { response.statusCode = request.headers.authorization === 'Bearer xx' ? 200 : 401; response.end('{}'); });
    const api = kubernetesApi(kubeconfig(`http://${host}`, { exec: { command: process.execPath, args: [join(folder, 'plugin.mjs')] } }), undefined, {});
    expect((await api.request('GET', '/api')).status).toBe(200);
  });
});

describe('what keeps an answer from coming is said', () => {
  const asking = (server: string, options = {}, cluster = {}) => () => kubernetesApi(kubeconfig(server, { token: 't' }, cluster), undefined, {}).request('GET', '/api', options);

  it('nobody listens', async () => {
    const host = await answering(() => undefined);
    open.pop()?.close();
    expect(await problemOf(asking(`https://${host}`))).toBe("PT-020 context 'here' (https://HOST): saw nobody listening there; want an API server that can be reached from here");
  });
  it('a server without TLS', async () => expect(await problemOf(asking(`https://${await answering((_, response) => { response.end(); })}`))).toContain('saw a server that speaks no TLS'));
  it('something that is no HTTP', async () => {
    const host = await listening(createTcpServer(socket => { socket.end('hello\n'); }) as unknown as Server);
    expect(await problemOf(asking(`http://${host}`))).toMatch(/^PT-024 .*an answer that is no HTTP/);
  });
  it('a time-out', async () => expect(await problemOf(asking(`http://${await answering(() => undefined)}`, { timeoutMs: 50 }))).toContain('PT-023 context \'here\' (http://HOST): saw no answer to GET /api within 0.05 s'));
  it('an answer that stops in the middle', async () =>
    expect(await problemOf(asking(`http://${await answering((_, response) => { response.write('{'); })}`, { timeoutMs: 50 }))).toContain('PT-023'));
  it('a server that is busy for longer than there is time', async () =>
    expect(await problemOf(asking(`http://${await answering((_, response) => { response.writeHead(429, { 'retry-after': '1' }).end(); })}`, { timeoutMs: 50 }))).toContain('PT-023'));
  it('a server that is busy is asked again', async () => {
    let asked = 0;
    const host = await answering((_, response) => { asked += 1; response.writeHead(asked === 1 ? 429 : 200, { 'retry-after': '0' }).end('{}'); });
    expect(await asking(`http://${host}`)()).toEqual({ status: 200, body: {} });
  });
  it('a server that refuses for now and does not say until when is not', async () => {
    const host = await answering((_, response) => { response.writeHead(429).end('{}'); });
    expect(await asking(`http://${host}`)()).toEqual({ status: 429, body: {} });
  });
  it('401', async () => expect(await problemOf(asking(`http://${await answering((_, response) => { response.statusCode = 401; response.end(); })}`))).toMatch(/^PT-021 .*401/));
  it('a proxy that refuses', async () => {
    const host = await answering(() => undefined);
    (open.at(-1) as Server).on('connect', (_, socket) => { socket.end('HTTP/1.1 407 No\r\n\r\n'); });
    expect(await problemOf(asking('https://k8s.internal', {}, { 'proxy-url': `http://${host}` }))).toContain('PT-020 context \'here\' (https://k8s.internal): saw the proxy HOST answers 407');
  });
  it('a server that is no Kubernetes', async () => {
    const host = await answering((_, response) => { response.end('<html>'); });
    expect(await problemOf(() => serverVersion(kubernetesApi(kubeconfig(`http://${host}`), undefined, {})))).toBe('PT-024 context \'here\' (http://HOST): saw 200 for /version and no JSON; want the API server of a Kubernetes cluster');
  });
  it('a right that is missing is named', () => {
    const message = 'pods is forbidden: User "ada" cannot list resource "pods" in API group "" at the cluster scope';
    expect(refusal({ status: 403, body: { message } }, 'GET /api/v1/pods', 'here').want).toBe('the right to list resource "pods" in API group "" at the cluster scope');
  });
});

describe('a list is followed', () => {
  it('event by event, until told to stop', async () => {
    const host = await answering((request, response) => {
      expect(request.url).toBe('/api/v1/pods?labelSelector=a&watch=true');
      response.write('{"type":"ADDED","object":{"n":1}}\n{"type":"MODI');
      setTimeout(() => response.write('FIED","object":{"n":2}}\n'), 10);
    });
    const stop = new AbortController();
    const seen: unknown[] = [];
    await kubernetesApi(kubeconfig(`http://${host}`), undefined, {}).watch('/api/v1/pods?labelSelector=a', event => {
      seen.push(event);
      if (seen.length === 2) stop.abort();
    }, stop.signal);
    expect(seen).toEqual([{ type: 'ADDED', object: { n: 1 } }, { type: 'MODIFIED', object: { n: 2 } }]);
  });
  it('that nobody may see is refused', async () => {
    const host = await answering((_, response) => { response.statusCode = 403; response.end('{"message":"no"}'); });
    expect(await problemOf(() => kubernetesApi(kubeconfig(`http://${host}`), undefined, {}).watch('/api/v1/pods', () => undefined, new AbortController().signal))).toContain('PT-022');
  });
});
