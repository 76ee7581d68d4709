import { z } from 'zod';
import { ConfigurationError, keyring, postgresUrl, publicUrl, type Configuration } from './configuration.js';

/** What `castellan migrate` takes from its environment. */
export interface OwnerConfiguration {
  /** Connection string of the owner role, which the running application never gets. */
  readonly ownerUrl: string;
}

/** What `castellan bootstrap` takes from its environment. */
export interface BootstrapConfiguration
  extends OwnerConfiguration, Pick<Configuration, 'keys' | 'publicUrl'> {
  readonly allowLoopback: boolean;
}

const owner = z.object({ CASTELLAN_DATABASE_OWNER_URL: postgresUrl('CASTELLAN_DATABASE_OWNER_URL') });

const bootstrap = owner.extend({
  CASTELLAN_KEYS: keyring,
  CASTELLAN_PUBLIC_URL: publicUrl,
  CASTELLAN_ALLOW_LOOPBACK: z.string().optional(),
});

type Variables = Readonly<Record<string, string | undefined>>;

/** Parses the environment of `castellan migrate`, or throws a `ConfigurationError`. */
export function readOwnerConfiguration(variables: Variables): OwnerConfiguration {
  return { ownerUrl: parse(owner, variables).CASTELLAN_DATABASE_OWNER_URL };
}

/** Parses the environment of `castellan bootstrap`, or throws a `ConfigurationError`. */
export function readBootstrapConfiguration(variables: Variables): BootstrapConfiguration {
  const values = parse(bootstrap, variables);
  return {
    ownerUrl: values.CASTELLAN_DATABASE_OWNER_URL,
    keys: values.CASTELLAN_KEYS,
    publicUrl: new URL(values.CASTELLAN_PUBLIC_URL),
    allowLoopback: values.CASTELLAN_ALLOW_LOOPBACK === 'true',
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, variables: Variables): z.infer<Schema> {
  const parsed = schema.safeParse(
    Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== '')),
  );
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    parsed.error.issues.map((issue) => issue.message),
    'Nothing was done',
  );
}
