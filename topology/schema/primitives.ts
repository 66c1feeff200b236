/** Words that several nouns share. Messages are what a person wants to read after "want". */
import { z } from 'zod';
import { CARD_DATA_MODES, DATA_CLASSES, KEY_NAMES } from '../../model/index.ts';
import { isBlock } from '../addresses.ts';
import { isInherited } from './text.ts';

/**
 * A strict object whose fields are exactly those of `T`: a field that the type has and the schema lacks does not compile,
 * nor the other way round.
 */
export const strict = <T>() => <S extends { readonly [K in keyof Required<T>]: z.ZodType }>(shape: S & Readonly<Record<Exclude<keyof S, keyof T>, never>>) =>
  z.strictObject(shape as S);

/** A name of a person's choice: names are keys of tables. */
export const named = (pattern: RegExp, want: string) => z.string().regex(pattern, want).refine(name => !isInherited(name), 'another name: every object of JavaScript has one of that name');

/** 28 characters leave room for environment and region in an IAM role name of 64. */
export const name = named(/^[a-z][a-z0-9-]{0,26}[a-z0-9]$/, 'a name of 2 to 28 lower-case letters, digits and dashes');
export const text = z.string().regex(/\S/, 'a sentence, not an empty one');
/** What a reviewer signs. */
export const why = z.string().regex(/\S/, 'the reason, in a few words');
export const tier = z.literal([0, 1, 2, 3, 4], 'a tier from 0 to 4');
export const port = z.number().int('a whole port number').min(1, 'a port from 1 to 65535').max(65_535, 'a port from 1 to 65535');
export const count = z.number().int('a whole number').min(1, 'at least 1');
export const cidr = z.string().regex(/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!\/)|(?=\/))){4}\/(?:3[0-2]|[12]?\d)$/, "an IPv4 block such as '10.16.0.0/16'")
  .refine(isBlock, 'a block that begins with its first address: no bits of a host');
export const address = z.string().regex(/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/, "an IPv4 address such as '192.0.2.10'");
export const ratio = z.string().regex(/^[1-9]\d*(\/[1-9]\d*)?$/, "a ratio such as '1/3'");
export const host = z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.[a-z]([a-z0-9-]*[a-z0-9])?$/, 'a full host name in lower case');
export const cpu = z.string().regex(/^\d+m?$/, "a CPU quantity such as '500m' or '2'");
export const memory = z.string().regex(/^\d+(Mi|Gi|Ti)$/, "a memory quantity such as '512Mi' or '1Gi'");
export const isoDate = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "a date such as '2027-01-31'");
export const modes = z.array(z.enum(CARD_DATA_MODES)).min(1, 'at least one card-data mode').optional();
export const dataClass = z.enum(DATA_CLASSES);
export const key = z.enum(KEY_NAMES);
export const encryption = z.enum(['mtls', 'tls', 'ssh', 'none']);
/** A name in `catalog.inputs`; whether it exists is PT-101, whether its unit fits PT-100. */
export const inputName = z.string().min(1, 'the name of an input');
