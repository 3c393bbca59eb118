package com.nexora.streams.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.DeadLetter;
import com.nexora.streams.testkit.JsonPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever stands on a topic of JSON, the stream goes on, and each record is either accepted or
 * exactly once in the dead letter queue. {@code -Dnexora.fuzz.records=50000} looks for longer.
 */
final class GateHostileJsonTest {

  private static final int RECORDS = Integer.getInteger("nexora.fuzz.records", 1_500);

  /** Good values by topic, to be spoilt. */
  private static final Map<String, List<String>> GOOD =
      Map.of(
          "omninode.logging.application.v1", JsonPipe.lines("samples/logs-application.ndjson"),
          "omninode.logging.audit.v1", JsonPipe.lines("samples/logs-audit.ndjson"),
          "omninode.logging.security.v1", JsonPipe.lines("samples/logs-security.ndjson"),
          "cosmos.changes", JsonPipe.lines("samples/cosmos-changes.ndjson"),
          "data-access",
              List.of(
                  "{\"userId\":\"jane\",\"organizationId\":\"acme\",\"timestamp\":1767599940,"
                      + "\"resource\":\"table:customers\",\"details\":{\"rows\":[1,2,3]}}"),
          "task-requests",
              List.of(
                  "{\"taskId\":\"t-1\",\"agentId\":\"a\",\"tenantId\":\"acme\","
                      + "\"timestamp\":\"2026-01-05T07:59:00Z\",\"correlationId\":\"c-1\"}"));

  static List<String> topics() {
    return GOOD.keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldAcceptOrRefuseEachRecordOnce(final String topic) {
    try (TopologyTestKit kit = OpenGate.kit()) {
      // Given
      final JsonPipe pipe = new JsonPipe(kit, topic);
      final List<String> good = GOOD.get(topic);
      long refused = 0;

      for (int seed = 0; seed < RECORDS; seed++) {
        final byte[] value = HostileJson.of(seed, good);

        // When
        pipe.pipe("key", value);

        // Then
        final List<DeadLetter> letters = kit.deadLetters(topic).readAll();
        refused += letters.size();
        assertThat(letters).as("seed %s", seed).hasSizeLessThanOrEqualTo(1);
        for (final DeadLetter letter : letters) {
          assertThat(letter.getOriginalOffset()).isEqualTo(seed);
          assertThat(letter.getValueSize()).isEqualTo(value.length);
        }
      }
      assertThat(accepted(kit)).isEqualTo(RECORDS - refused);
      assertThat(refused).isBetween(RECORDS / 4L, RECORDS - 1L);
    }
  }

  @Test
  void shouldStillReadAGoodRecordBehindAThousandBadOnes() {
    try (TopologyTestKit kit = OpenGate.kit()) {
      // Given
      final String topic = "omninode.logging.audit.v1";
      final JsonPipe pipe = new JsonPipe(kit, topic);
      for (int i = 0; i < 1_000; i++) {
        pipe.pipe("{".repeat(i));
      }

      // When
      pipe.pipe(GOOD.get(topic).get(0));

      // Then
      assertThat(kit.deadLetters(topic).readAll()).hasSize(1_000);
      assertThat(OpenGate.logs(kit).readAll()).hasSize(1);
    }
  }

  private static long accepted(final TopologyTestKit kit) {
    return OpenGate.count(kit, "accepted-total", "logs")
        + OpenGate.count(kit, "accepted-total", "documents");
  }
}
