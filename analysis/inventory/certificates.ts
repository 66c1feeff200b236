/** Certificates that the platform serves or calls with. */
import type { KubernetesObject } from '../reach/kubernetes/objects.ts';
import { groupOf, nameOf } from '../reach/kubernetes/objects.ts';
import type { Terraform } from '../reach/cloud/terraform.ts';
import { at, isTrue, list, text } from '../reach/json.ts';
import { byText, itemOf } from './item.ts';
import type { Item } from './item.ts';

export interface Certificate extends Item {
  readonly name: string;
  readonly names: readonly string[];
  readonly issuer: string;
  readonly authority: boolean;
  readonly algorithm: string;
  /** Lifetime and time before the end at which it is renewed, as written; empty where the issuer decides. */
  readonly lifetime: string;
  readonly renewedBefore: string;
}

export const certificatesOf = (objects: readonly KubernetesObject[], terraform: Terraform): readonly Certificate[] => [
  ...objects.filter(each => each.kind === 'Certificate' && groupOf(each) === 'cert-manager.io').map((each): Certificate => {
    const { body, file } = each;
    const spec = (...path: readonly string[]): unknown => at(body, 'spec', ...path);
    return {
      file, path: nameOf(each), name: `${each.namespace}/${each.name}`,
      names: [text(spec('commonName')), ...['dnsNames', 'ipAddresses', 'uris', 'emailAddresses'].flatMap(field => list(spec(field)).map(text))].filter(Boolean),
      issuer: [text(spec('issuerRef', 'kind')) || 'Issuer', text(spec('issuerRef', 'name'))].join(' '),
      authority: isTrue(spec('isCA')),
      algorithm: [text(spec('privateKey', 'algorithm')) || 'RSA', text(spec('privateKey', 'size')) || '2048'].join(' '),
      lifetime: text(spec('duration')), renewedBefore: text(spec('renewBefore')),
    };
  }),
  ...terraform.all('aws_acm_certificate').map((resource): Certificate => ({
    ...itemOf(resource), name: text(resource.body['domain_name']),
    names: [text(resource.body['domain_name']), ...list(resource.body['subject_alternative_names']).map(text)],
    issuer: text(resource.body['certificate_authority_arn']) === '' ? 'Amazon' : 'private authority',
    authority: false, algorithm: text(resource.body['key_algorithm']) || 'RSA_2048', lifetime: '', renewedBefore: '',
  })),
].sort(byText(({ name, file }) => `${name} ${file}`));
