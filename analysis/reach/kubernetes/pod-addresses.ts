/** Addresses that pods have where the VPC CNI gives them those of their nodes' subnets. */
import { cidrAddresses } from '../addresses.ts';
import type { Interval } from '../vocabulary.ts';
import type { Topology } from '../../../model/index.ts';

export const podAddressesOf = ({ addresses, environment, nodePools }: Topology): readonly Interval[] => (environment.cni.kind !== 'vpc-cni' ? [] : Object.values(nodePools)
  .flatMap(({ tier }) => addresses.tiers[tier].zones.flatMap(cidr => cidrAddresses(cidr) ?? [])));
