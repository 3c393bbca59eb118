package com.nexora.streams.topology;

import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.test.TestRecord;

/** Everything that a graph has written, topic by topic: outputs, changelogs, hops, letters. */
final class GraphOutputs {

  private GraphOutputs() {}

  /** Keys, values and headers as text; each record is told once. */
  static Map<String, String> of(final TopologyTestKit kit) {
    final Map<String, String> seen = new LinkedHashMap<>();
    for (final String topic : kit.driver().producedTopicNames()) {
      final StringBuilder text = new StringBuilder();
      for (final TestRecord<byte[], byte[]> record :
          kit.driver()
              .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
              .readRecordsToList()) {
        text.append(text(record.key())).append('\n').append(text(record.value())).append('\n');
        record.headers().forEach(h -> text.append(h.key()).append('=').append(text(h.value())));
      }
      seen.put(topic, text.toString());
    }
    return seen;
  }

  private static String text(final byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
