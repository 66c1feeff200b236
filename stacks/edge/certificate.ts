/** The certificate of a route's host, proven by DNS. Both regions prove the same name with the same record. */
import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate/index.js';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation/index.js';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record/index.js';
import type { TerraformStack } from '../stack.ts';
import { snake, tags } from '../stack.ts';
import type { Route } from './routes.ts';

/** ARN of the certificate, once it is valid. */
export const certificate = (stack: TerraformStack, route: Route, zoneId: string): string => {
  const issued = new AcmCertificate(stack, snake('certificate', route.name), {
    domainName: route.host, validationMethod: 'DNS', keyAlgorithm: 'EC_prime256v1', tags: tags(route.host, route.rule.why),
    lifecycle: { createBeforeDestroy: true },
  });
  const proof = (field: string): string => `\${tolist(aws_acm_certificate.${issued.friendlyUniqueId}.domain_validation_options)[0].${field}}`;
  const record = new Route53Record(stack, snake('certificate_proof', route.name), {
    zoneId, name: proof('resource_record_name'), type: proof('resource_record_type'), records: [proof('resource_record_value')], ttl: 60, allowOverwrite: true,
  });
  return new AcmCertificateValidation(stack, snake('certificate_valid', route.name), {
    certificateArn: issued.arn, validationRecordFqdns: [record.fqdn],
  }).certificateArn;
};
