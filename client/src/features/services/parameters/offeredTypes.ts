import type { ReleaseSchema, SoftwareType } from '../../../../../shared/releases.ts';
import { plainTypeName } from './useReleaseSchema.ts';

/** What a release says of the types of its instances, which have partitions. */
export function hostTypes(schema: ReleaseSchema): ReleaseSchema {
  return withTypes(
    schema,
    schema.softwareTypes.filter(({ shared }) => shared !== true),
  );
}

/** What a release says of the shared instances of hosts of a type: that type alone, by the host's name for it. */
export function sharedTypes(schema: ReleaseSchema, hostType: string): ReleaseSchema {
  const name = plainTypeName(hostType);
  return withTypes(
    schema,
    schema.softwareTypes.filter((type) => type.shared === true && type.name === name),
    name,
  );
}

/**
 * All types that a new instance can be requested of. One of shared instances has a name of its own here, `shared default` for
 * hosts of the type `default`: names of types have no space.
 */
export function offeredTypes(schema: ReleaseSchema): ReleaseSchema {
  const types = schema.softwareTypes.map((type) =>
    type.shared === true ? { ...type, name: `${sharedPrefix}${type.name}` } : type,
  );
  // What stands first is chosen first: a shared instance needs a host that is there.
  return {
    ...schema,
    softwareTypes: types.sort((a, b) => Number(a.shared === true) - Number(b.shared === true)),
  };
}

/** The type of the hosts of a type that `offeredTypes` names; undefined where it is none of shared instances. */
export function hostTypeOf(offered: string): string | undefined {
  return offered.startsWith(sharedPrefix) ? offered.slice(sharedPrefix.length) : undefined;
}

const sharedPrefix = 'shared ';

function withTypes(schema: ReleaseSchema, types: SoftwareType[], name = 'default'): ReleaseSchema {
  const serialisation = schema.softwareTypes[0]?.serialisation ?? 'xml';
  return { ...schema, softwareTypes: types.length > 0 ? types : [{ name, serialisation }] };
}
