/** A network made by hand, small enough to know every answer. */
import { cloudOf, cloudPorts } from '../../../analysis/reach/cloud/index.ts';
import type { Cloud } from '../../../analysis/reach/cloud/index.ts';
import { portsText } from '../../../analysis/reach/ports.ts';
import type { Resources } from './clouds.ts';

export const vpc_id = '${aws_vpc.main.id}';
const subnet = (cidr_block: string, more: object = {}) => ({ vpc_id, cidr_block, availability_zone: 'x-1a', ...more });
export const openGroup = {
  ingress: [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }],
  egress: [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] }],
};

/** Two machines, each in a subnet of its own, with open groups and no access list: everything flows. */
export const small = (change: (resources: Resources) => void = () => undefined): Cloud => {
  const resource: Resources = {
    aws_vpc: { main: { cidr_block: '10.0.0.0/16' } },
    aws_subnet: { a: subnet('10.0.1.0/24'), b: subnet('10.0.2.0/24') },
    aws_security_group: { a: { vpc_id, ...openGroup }, b: { vpc_id, ...openGroup } },
    aws_instance: {
      a: { subnet_id: '${aws_subnet.a.id}', vpc_security_group_ids: ['${aws_security_group.a.id}'] },
      b: { subnet_id: '${aws_subnet.b.id}', vpc_security_group_ids: ['${aws_security_group.b.id}'] },
    },
  };
  change(resource);
  return cloudOf([{ path: 'main.tf.json', json: { resource } }], [{ name: 'office', cidrs: ['10.9.0.0/16'], hosts: [] }]);
};
/** What flows between two places, as text. */
export const flows = (cloud: Cloud, from = 'machine/a', to = 'machine/b', reading: 'ever' | 'always' = 'ever'): string =>
  portsText(cloudPorts(cloud, from, to, reading));
