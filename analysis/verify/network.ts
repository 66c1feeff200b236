/** Whether what the environment names as its network enforces policies, as far as its own settings in the cluster tell. */
import type { Json } from '../reach/json.ts';
import { list, object, text, texts } from '../reach/json.ts';
import type { Difference, Part } from './words.ts';
import { part } from './words.ts';

export type Network = 'vpc-cni' | 'cilium' | 'calico';

/** What is read in kube-system (and calico-system): DaemonSets and ConfigMaps by name. A reason where they may not be read. */
export interface NetworkObjects {
  readonly daemonSets: readonly Json[] | string;
  readonly configMaps: readonly Json[] | string;
}

export const NETWORK_NAMESPACES: Readonly<Record<Network, string>> = { 'vpc-cni': 'kube-system', cilium: 'kube-system', calico: 'calico-system' };

const TRAFFIC = { what: 'whether packets are stopped', why: 'only packets would show it, and nothing is sent' };

export const compareNetwork = (network: Network, { daemonSets, configMaps }: NetworkObjects): Part => {
  if (typeof daemonSets === 'string') return part(0, [], [{ what: `settings of ${network}`, why: daemonSets }, TRAFFIC]);
  const name = AGENTS[network];
  const agent = daemonSets.find(each => text(object(each['metadata'])['name']) === name);
  if (agent === undefined) return part(1, [{ code: 'PT-708', object: `DaemonSet ${NETWORK_NAMESPACES[network]}/${name}`, file: '', field: '', saw: 'no such object', want: `${network} with policy enforcement` }], [TRAFFIC]);
  if (network === 'vpc-cni') return part(1, ofVpcCni(agent), [TRAFFIC]);
  if (network === 'calico') return part(1, [], [TRAFFIC]);
  if (typeof configMaps === 'string') return part(0, [], [{ what: 'settings of cilium', why: configMaps }, TRAFFIC]);
  return part(1, ofCilium(configMaps), [TRAFFIC]);
};

const AGENTS: Readonly<Record<Network, string>> = { 'vpc-cni': 'aws-node', cilium: 'cilium', calico: 'calico-node' };

/** @see https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html */
const ofVpcCni = (agent: Json): readonly Difference[] => {
  const containers = list(object(object(object(agent['spec'])['template'])['spec'])['containers']).map(object);
  const about = { code: 'PT-708' as const, object: 'DaemonSet kube-system/aws-node', file: '' };
  const args = containers.find(({ name }) => name === 'aws-eks-nodeagent');
  const enabled = list(args?.['args']).map(text).find(arg => arg.startsWith('--enable-network-policy'));
  const mode = list(containers.find(({ name }) => name === 'aws-node')?.['env']).map(object).find(({ name }) => name === 'NETWORK_POLICY_ENFORCING_MODE');
  return [
    ...(enabled === '--enable-network-policy=true' || enabled === '--enable-network-policy' ? [] : [{ ...about, field: 'containers[aws-eks-nodeagent].args', saw: enabled ?? (args === undefined ? 'no policy agent' : 'nothing about policies'), want: '--enable-network-policy=true' }]),
    ...(mode?.['value'] === 'strict' ? [] : [{ ...about, field: 'containers[aws-node].env[NETWORK_POLICY_ENFORCING_MODE]', saw: mode === undefined ? 'nothing' : `'${text(mode['value'])}'`, want: "'strict': everything is open while a pod starts otherwise" }]),
  ];
};

/** @see https://docs.cilium.io/en/stable/security/policy/intro/ */
const ofCilium = (configMaps: readonly Json[]): readonly Difference[] => {
  const settings = configMaps.find(each => text(object(each['metadata'])['name']) === 'cilium-config');
  const mode = texts(settings?.['data'])['enable-policy'];
  const proxy = texts(settings?.['data'])['enable-l7-proxy'];
  const about = { code: 'PT-708' as const, object: 'ConfigMap kube-system/cilium-config', file: '' };
  return [
    ...(mode === undefined || mode === 'default' || mode === 'always' ? [] : [{ ...about, field: 'data[enable-policy]', saw: `'${mode}'`, want: "'default' or 'always'" }]),
    ...(proxy === 'false' ? [{ ...about, field: 'data[enable-l7-proxy]', saw: "'false'", want: "'true': names of hosts are allowed by its DNS proxy" }] : []),
  ];
};
