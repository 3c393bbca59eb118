package com.nexora.streams.client;

import com.nexora.streams.schema.AvroSerializer;
import com.nexora.streams.schema.RegistryUnreachableException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes Avro records in the wire format of the schema registry.
 *
 * <p>Ids are kept once they are known, so a registry that is down hurts only the first record of a
 * topic; after one failure it is left alone for a while, lest every caller waits for its timeout.
 */
final class AvroEncoding implements AutoCloseable {

  private static final long PAUSE = TimeUnit.SECONDS.toNanos(5);

  private final Map<String, String> config;
  private @Nullable AvroSerializer<SpecificRecord> serializer;
  private volatile long notBefore = System.nanoTime();

  AvroEncoding(final Map<String, String> config) {
    this.config = config;
  }

  /**
   * @throws RuntimeException if the registry cannot be reached or refuses the schema, or none is
   *     configured
   */
  byte[] encode(final String topic, final SpecificRecord event) {
    if (System.nanoTime() < notBefore) {
      throw new IllegalStateException("the schema registry was out of reach a moment ago");
    }
    try {
      final byte[] bytes = serializer().serialize(topic, event);
      if (bytes == null) {
        throw new IllegalArgumentException("no record");
      }
      return bytes;
    } catch (final RegistryUnreachableException e) {
      notBefore = System.nanoTime() + PAUSE;
      throw e;
    }
  }

  private synchronized AvroSerializer<SpecificRecord> serializer() {
    AvroSerializer<SpecificRecord> open = serializer;
    if (open == null) {
      if (config.isEmpty()) {
        throw new IllegalStateException(
            "no schema registry: Avro records need PublisherSettings.withRegistry(url)");
      }
      final Map<String, String> all = new HashMap<>();
      all.put("max.retries", "0");
      all.put("http.connect.timeout.ms", "1000");
      all.put("http.read.timeout.ms", "1000");
      all.putAll(config);
      open = new AvroSerializer<>();
      open.configure(all, false);
      serializer = open;
    }
    return open;
  }

  /** A field that names the record; empty if it has none. */
  static String text(final SpecificRecord event, final String field) {
    final Schema.Field found = event.getSchema().getField(field);
    final Object value = found == null ? null : event.get(found.pos());
    return value == null ? "" : value.toString();
  }

  @Override
  public synchronized void close() {
    if (serializer != null) {
      serializer.close();
    }
  }
}
