package com.nexora.streams.schema;

import org.apache.avro.Schema;

/**
 * What the serde needs of a schema registry. Implementations cache: a call per record must not
 * leave the process.
 */
public interface SchemaRegistry {

  /**
   * The id of a schema under a subject, registering it first if that is allowed.
   *
   * @throws IncompatibleSchemaException if the registry refuses the schema
   * @throws RegistryUnreachableException if no registry answered
   * @throws SchemaException if registering is not allowed and the schema is unknown there
   */
  int idOf(String subject, Schema schema);

  /**
   * The schema behind an id.
   *
   * @throws UnknownSchemaIdException if the registry answered that it does not know the id
   * @throws RegistryUnreachableException if no registry answered
   */
  Schema byId(int id);

  /**
   * The newest schema of a subject, for writers that follow the registry instead of registering.
   *
   * @throws RegistryUnreachableException if no registry answered
   * @throws SchemaException if the subject is unknown
   */
  Registered latest(String subject);

  /**
   * The same registry for whoever holds up others while waiting, as a stream thread does: {@link
   * #byId} gives up soon and has the question asked in the background. Ids that are known are known
   * to both.
   */
  default SchemaRegistry prompt() {
    return this;
  }
}
