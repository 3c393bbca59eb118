package com.nexora.streams.schema;

import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/**
 * Serdes of our generated records, all behind one registry client and so behind one cache.
 *
 * <p>The registry belongs to the caller: closing a serde does not close it.
 */
public final class AvroSerdes {

  static {
    GeneratedRecords.trust();
  }

  /** Bytes before the Avro body of a value. */
  public static final int HEADER_BYTES = WireFormat.HEADER;

  private final SchemaRegistry registry;
  private final SchemaSettings settings;

  /**
   * @param registry where schema ids come from
   * @param config settings with Confluent's names, see {@code docs/schema-registry.md}; unknown
   *     ones are ignored, since Kafka hands all of its own along
   */
  public AvroSerdes(final SchemaRegistry registry, final Map<String, ?> config) {
    this.registry = registry;
    this.settings = new SchemaSettings(config);
  }

  /**
   * Looks up the id under which values of a topic are written, so that the first record does not
   * wait for it.
   *
   * @throws IncompatibleSchemaException if the registry refuses the schema
   * @throws RegistryUnreachableException if no registry answered
   * @throws SchemaException if registering is not allowed and the schema is unknown there
   */
  public void resolve(final String topic, final Schema schema) {
    final String subject = WireFormat.subject(topic, false);
    if (settings.followsLatest()) {
      registry.latest(subject);
    } else {
      registry.idOf(subject, schema);
    }
  }

  /**
   * The schema that wrote a value in wire format; empty if its bytes do not start like one. Does
   * not wait for a registry that is away: {@link SchemaRegistry#prompt}.
   *
   * @throws UnknownSchemaIdException if the registry does not know its id
   * @throws RegistryUnreachableException if no registry has answered yet
   */
  public Optional<Schema> writerOf(final byte[] value) {
    return value.length <= HEADER_BYTES || value[0] != 0
        ? Optional.empty()
        : Optional.of(registry.prompt().byId(WireFormat.readId("", value, 0, value.length)));
  }

  /** A serde for record values of one generated class. Thread-safe. */
  public <T extends SpecificRecord> Serde<T> value(final Class<T> type) {
    return AvroSerde.of(registry, settings, false, type);
  }

  /** A reader of record values of one generated class. Thread-safe. */
  public <T extends SpecificRecord> AvroDeserializer<T> reader(final Class<T> type) {
    return new AvroDeserializer<>(registry, type);
  }

  /**
   * A reader that does not wait for a registry that is away ({@link SchemaRegistry#prompt}): the
   * record must be tried again later. Thread-safe.
   */
  public <T extends SpecificRecord> AvroDeserializer<T> promptReader(final Class<T> type) {
    return new AvroDeserializer<>(registry.prompt(), type);
  }

  /** A writer of record values. Thread-safe. */
  public <T extends SpecificRecord> AvroSerializer<T> writer() {
    return new AvroSerializer<>(registry, settings, false);
  }

  /** A serde for record keys of one generated class. Our entity keys are plain bytes instead. */
  public <T extends SpecificRecord> Serde<T> key(final Class<T> type) {
    return AvroSerde.of(registry, settings, true, type);
  }
}
