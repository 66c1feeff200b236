/** The part of the AWS Load Balancer Controller's resources that this package writes. */
import type { Manifest, Metadata } from '../manifest.ts';

export interface TargetGroupBindingSpec {
  readonly targetGroupName: string;
  readonly targetType: 'ip';
  readonly serviceRef: { readonly name: string; readonly port: number };
}

/**
 * Without `networking`: security groups belong to Terraform, and the controller may not change them.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/spec/
 */
export const targetGroupBinding = (metadata: Metadata, spec: TargetGroupBindingSpec): Manifest =>
  ({ apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'TargetGroupBinding', metadata, spec });
