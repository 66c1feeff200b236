/** Talks to the API server of one cluster. Every request has a time limit; what keeps an answer from coming is said in words. Statuses are the caller's business, but for 401. */
import type { IncomingMessage, OutgoingHttpHeaders, RequestOptions } from 'node:http';
import { Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent, request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as secure } from 'node:tls';
import { membersOf } from './emitted.ts';
import type { ClusterAccess, Identity } from './kubeconfig.ts';
import { clusterAccess } from './kubeconfig.ts';
import type { OutsideProblem } from './problem.ts';
import { OutsideError } from './problem.ts';

export interface KubernetesAnswer {
  readonly status: number;
  /** What JSON said; text where it is none. */
  readonly body: unknown;
}

export interface KubernetesRequest {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** @default JSON */
  readonly contentType?: string;
  /** @default JSON of the whole */
  readonly accept?: string;
  /** @default ten seconds, for connecting and the whole answer */
  readonly timeoutMs?: number;
}

export interface KubernetesApi {
  /** Which cluster, as problems name it: `context 'production' (https://…)`. */
  readonly where: string;
  /** Comes again where the server is busy (429) and says when. @throws PT-020, PT-021 (401) and PT-023; a plugin that signs in is asked once more before PT-021 */
  readonly request: (method: Method, path: string, options?: KubernetesRequest) => Promise<KubernetesAnswer>;
  /**
   * Follows a list until the signal says stop or the server ends it.
   *
   * @param path with what to select, without `watch`: `/api/v1/pods?labelSelector=…`
   * @throws as `request` does, and PT-022 for a status other than 200
   */
  readonly watch: (path: string, onEvent: (event: { readonly type: string; readonly object: unknown }) => void, signal: AbortSignal) => Promise<void>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const TIMEOUT_MS = 10_000;
const BUSY = 429;

/**
 * @param context name of a context, or the file's own current one
 * @param env what a sign-in plugin gets to see
 * @throws PT-019 where the file does not say how to reach a cluster
 */
export const kubernetesApi = (kubeconfigFile: string, context: string | undefined, env: NodeJS.ProcessEnv = process.env): KubernetesApi => {
  const access = clusterAccess(kubeconfigFile, context, env);
  const agentOf = agents(access);
  const where = `context '${access.context}' (${access.server})`;

  /** The head of an answer. An idle connection that the server closed meanwhile is none of the caller's concern. */
  const send = async (method: Method, path: string, options: KubernetesRequest, signal: AbortSignal, isSecondTry = false): Promise<IncomingMessage> => {
    const identity = await access.identity(isSecondTry);
    const answer = await sent(access, agentOf(identity), identity, method, path, options, signal);
    if (answer.statusCode !== 401) return answer;
    answer.resume();
    if (!isSecondTry) return send(method, path, options, signal, true);
    throw new OutsideError({ code: 'PT-021', where, saw: '401: the server does not know who asks', want: `the credentials of a user of this cluster in ${kubeconfigFile}` });
  };

  return {
    where,
    request: async (method, path, options = {}) => {
      const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        for (;;) {
          const answer = await send(method, path, options, signal);
          const body = parsed(await textOf(answer));
          const waitSeconds = answer.headers['retry-after'];
          // a server that has too much to do, or has just begun, says when to come again; one that says nothing refuses, as an eviction that a budget forbids
          if (answer.statusCode !== BUSY || waitSeconds === undefined) return { status: answer.statusCode ?? 0, body };
          await sleep(Number(waitSeconds) * 1000, undefined, { signal });
        }
      } catch (error) {
        throw reported(error, where, `${method} ${path}`, signal.aborted ? timeoutMs : null);
      }
    },
    watch: async (path, onEvent, signal) => {
      const connecting = new AbortController();
      const timer = setTimeout(() => connecting.abort(), TIMEOUT_MS);
      try {
        const answer = await send('GET', `${path}${path.includes('?') ? '&' : '?'}watch=true`, {}, AbortSignal.any([signal, connecting.signal]));
        clearTimeout(timer);
        if (answer.statusCode !== 200) throw new OutsideError(refusal({ status: answer.statusCode ?? 0, body: parsed(await textOf(answer)) }, `watch ${path}`, where));
        for await (const line of createInterface({ input: answer })) if (line !== '') onEvent(JSON.parse(line) as { type: string; object: unknown });
      } catch (error) {
        if (!signal.aborted) throw reported(error, where, `watch ${path}`, connecting.signal.aborted ? TIMEOUT_MS : null);
      } finally {
        clearTimeout(timer);
      }
    },
  };
};

/** What an answer that is no success says, as a problem: 403 names the right that is missing. */
export const refusal = ({ status, body }: KubernetesAnswer, what: string, where: string): OutsideProblem => {
  const message = String(membersOf(body)['message'] ?? '').split('\n')[0] || 'no reason given';
  const asks = /"[^"]*" in API group "[^"]*"/.test(message) ? /(?:cannot|is not allowed to) (.*)$/.exec(message)?.[1] : undefined;
  return status === 403
    ? { code: 'PT-022', where, saw: `403 for ${what}`, want: asks === undefined ? message : `the right to ${asks}` }
    : { code: 'PT-022', where, saw: `${status} for ${what}: ${message}`, want: 'an answer' };
};

/** Versions of the server. */
export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
  /** `v1.36.3`. */
  readonly text: string;
}

/** @throws PT-024 for a server that is no Kubernetes */
export const serverVersion = async (api: KubernetesApi): Promise<ServerVersion> => {
  const { status, body } = await api.request('GET', '/version');
  const { major, minor, gitVersion } = membersOf(body);
  const version = { major: Number.parseInt(String(major), 10), minor: Number.parseInt(String(minor), 10), text: String(gitVersion) };
  if (status === 200 && typeof gitVersion === 'string' && !Number.isNaN(version.major) && !Number.isNaN(version.minor)) return version;
  throw new OutsideError({ code: 'PT-024', where: api.where, saw: `${status} for /version${typeof body === 'string' ? ' and no JSON' : ''}`, want: 'the API server of a Kubernetes cluster' });
};

/** One pool of connections for each certificate that says who asks. */
const agents = (access: ClusterAccess): ((identity: Identity) => Agent | PlainAgent) => {
  const plain = new PlainAgent({ keepAlive: true, maxSockets: SOCKETS });
  const all = new Map<string, Agent>();
  return ({ cert, key }) => {
    if (access.server.startsWith('http:')) return plain;
    const known = all.get(cert ?? '');
    if (known !== undefined) return known;
    const certificate = cert === undefined || key === undefined ? {} : { cert, key };
    const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS, ...access.trust, ...certificate });
    all.set(cert ?? '', access.proxy === null ? agent : through(access.proxy, agent));
    return agent;
  };
};

/** At most so many requests at a time: the server has others to serve. */
const SOCKETS = 8;

/** An agent whose connections go through an HTTP proxy. */
const through = (proxy: URL, agent: Agent): Agent => Object.assign(agent, {
  createConnection: (options: { readonly host: string; readonly port: number; readonly servername?: string }, done: (error: Error | null, socket?: Socket) => void): void => {
    const to = `${options.host}:${options.port}`;
    const authorization = proxy.username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString('base64')}` };
    plainRequest({ host: proxy.hostname, port: proxy.port || 80, method: 'CONNECT', path: to, headers: { host: to, ...authorization }, timeout: TIMEOUT_MS })
      .once('connect', ({ statusCode }, socket) => {
        if (statusCode === 200) done(null, secure({ ...agent.options, ...options, socket, servername: options.servername ?? options.host }));
        else done(new Error(`the proxy ${proxy.host} answers ${statusCode}`));
      })
      .once('error', done)
      .end();
  },
});

const sent = (access: ClusterAccess, agent: Agent | PlainAgent, identity: Identity, method: Method, path: string, options: KubernetesRequest, signal: AbortSignal): Promise<IncomingMessage> => {
  const { query = {}, body, contentType = 'application/json', accept = 'application/json' } = options;
  const search = new URLSearchParams(query).toString();
  const url = `${access.server}${path}${search === '' ? '' : `${path.includes('?') ? '&' : '?'}${search}`}`;
  const payload = body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const settings: RequestOptions = {
    method, agent, signal,
    headers: {
      accept, 'user-agent': 'payment-topology', ...identity.headers as OutgoingHttpHeaders,
      ...(payload === undefined ? {} : { 'content-type': contentType, 'content-length': payload.length }),
    },
  };
  const attempt = (mayRepeat: boolean): Promise<IncomingMessage> => new Promise((resolve, reject) => {
    const request = (url.startsWith('http:') ? plainRequest : secureRequest)(url, settings);
    request.once('response', resolve);
    request.once('error', error => {
      const wasIdle = request.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
      if (mayRepeat && wasIdle && method !== 'POST') attempt(false).then(resolve, reject);
      else reject(error);
    });
    request.end(payload);
  });
  return attempt(true);
};

const textOf = async (answer: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // not everything that answers on a port is an API server: who asked sees the text and says so
    return text;
  }
};

/** What Node says about a connection, in words. */
const reported = (error: unknown, where: string, what: string, afterMs: number | null): Error => {
  if (error instanceof OutsideError) return error;
  if (afterMs !== null) return new OutsideError({ code: 'PT-023', where, saw: `no answer to ${what} within ${afterMs / 1000} s`, want: 'a server that answers in time' });
  const { code = '', message } = error as NodeJS.ErrnoException;
  const certificate = CERTIFICATE.test(code);
  const known = Object.entries(REASONS).find(([start]) => code.startsWith(start))?.[1];
  if (!certificate && known === undefined && code === '' && !message.startsWith('the proxy')) return error as Error;
  if (code.startsWith('HPE_')) return new OutsideError({ code: 'PT-024', where, saw: 'an answer that is no HTTP', want: 'the API server of a Kubernetes cluster' });
  return new OutsideError({
    code: 'PT-020', where,
    saw: certificate ? `a certificate that is not trusted: ${lowered(message)}` : known ?? message,
    want: certificate ? 'the certificate authority of this cluster in the kubeconfig (certificate-authority-data)' : 'an API server that can be reached from here',
  });
};

const lowered = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

const CERTIFICATE = /CERT|UNABLE_TO|ISSUER|ALTNAME/;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listening there',
  ENOTFOUND: 'a name that nobody knows',
  EAI_AGAIN: 'a name server that does not answer',
  EHOSTUNREACH: 'no way to that host',
  ENETUNREACH: 'no way to that network',
  ECONNRESET: 'a connection that was cut',
  EPIPE: 'a connection that was cut',
  ETIMEDOUT: 'no answer to a connection',
  EPROTO: 'a server that speaks no TLS',
  ERR_SSL: 'a server that speaks no TLS we know, or wants a certificate that is not there',
  HPE_: '',
};
