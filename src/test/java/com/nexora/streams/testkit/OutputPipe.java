package com.nexora.streams.testkit;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;

/**
 * Reads what the topology wrote to one topic; every record once, as a consumer does.
 *
 * @param <T> the generated record
 */
public final class OutputPipe<T extends SpecificRecord> {

  private final TestOutputTopic<byte[], T> topic;

  OutputPipe(final TopologyTestKit kit, final String name, final Class<T> type) {
    topic =
        kit.driver()
            .createOutputTopic(
                name, new ByteArrayDeserializer(), kit.serdes().value(type).deserializer());
  }

  /** The values that are new since the last read, in order. */
  public List<T> readAll() {
    return topic.readValuesToList();
  }

  /** The records that are new since the last read, with key, headers and timestamp. */
  public List<TestRecord<byte[], T>> readRecords() {
    return topic.readRecordsToList();
  }

  /** The last of the new values per key, in order of first appearance; keys as UTF-8 text. */
  public Map<String, T> readLatest() {
    final Map<String, T> latest = new LinkedHashMap<>();
    for (final TestRecord<byte[], T> record : topic.readRecordsToList()) {
      latest.put(new String(record.key(), StandardCharsets.UTF_8), record.value());
    }
    return latest;
  }

  /** Whether nothing new was written. */
  public boolean isEmpty() {
    return topic.isEmpty();
  }

  /** A header's value as text; the last one if there are several, empty if there is none. */
  public static String header(final TestRecord<?, ?> record, final String name) {
    final Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
