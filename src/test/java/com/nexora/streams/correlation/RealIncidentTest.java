package com.nexora.streams.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.CorrelatedThreat;
import com.nexora.events.HighPriorityAlert;
import com.nexora.events.NHIEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.events.ThreatSummary;
import com.nexora.streams.testkit.OcsfSchemaValidator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Twenty-nine red-team detonations among an hour of ordinary CloudTrail, and the threats raised for
 * them. The figures come from a script of its own over the two files.
 */
final class RealIncidentTest {

  private static final Path DATA = Path.of("../shared/data");
  private static final String TENANT = "123837392027";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<SpecificRecord> activity = new ArrayList<>();
  private final List<SpecificRecord> threats = new ArrayList<>();

  enum Order {
    ACTIVITY_FIRST,
    THREATS_FIRST,
    REVERSED,
    SHUFFLED
  }

  @BeforeEach
  void read() throws IOException {
    final Path trail = DATA.resolve("invictus-cloudtrail-2023-07-10.ndjson.gz");
    assumeTrue(Files.isReadable(trail), "the shared data is not present");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(trail)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        activity.add(activity(JSON.readTree(line)));
      }
    }
    for (final String line : Files.readAllLines(DATA.resolve("invictus-threats.ndjson"))) {
      threats.add(threat(JSON.readTree(line)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindTheIncidentInAnyOrder(final Order order) {
    // Given
    final List<SpecificRecord> events = ordered(order);

    // When
    try (CorrelationKit room = new CorrelationKit()) {
      room.pipe(events);

      // Then
      final Map<String, CorrelatedThreat> view = room.view();
      assertThat(view).isEqualTo(new Reference(60, 1).findings(events));
      assertThat(view.values()).filteredOn(finding -> finding.getThreatScore() >= 7).hasSize(34);
      assertThat(room.summaries().summaries(TENANT, 0, Long.MAX_VALUE))
          .extracting(summary -> summary.getHigh() + summary.getCritical())
          .containsExactly(6L, 14L, 14L);
      assertThat(room.summaries().summaries(TENANT, 0, Long.MAX_VALUE))
          .allMatch(ThreatSummary::getAlarmed);
      assertThat(room.alarms.readAll())
          .extracting(HighPriorityAlert::getWindowStart)
          .doesNotHaveDuplicates()
          .hasSize(3);
      assertThat(violations(view)).isEmpty();
    }
  }

  private static List<String> violations(final Map<String, CorrelatedThreat> view) {
    final OcsfSchemaValidator validator = OcsfSchemaValidator.shared().orElseThrow();
    return view.values().stream()
        .flatMap(finding -> validator.violations(json(finding.getOcsfEvent())).stream())
        .toList();
  }

  private List<SpecificRecord> ordered(final Order order) {
    final List<SpecificRecord> events = new ArrayList<>();
    events.addAll(order == Order.THREATS_FIRST ? threats : activity);
    events.addAll(order == Order.THREATS_FIRST ? activity : threats);
    if (order == Order.REVERSED) {
      Collections.reverse(events);
    } else if (order == Order.SHUFFLED) {
      Collections.shuffle(events, new Random(20230710));
    }
    return events;
  }

  private static ThreatEvent threat(final JsonNode line) {
    return ThreatEvent.newBuilder()
        .setEventId(line.get("event_id").asText())
        .setTenantId(line.get("tenant_id").asText())
        .setEntityId(line.get("entity_id").asText())
        .setThreatId(line.get("threat_id").asText())
        .setEventType(line.get("event_type").asText())
        .setThreatScore(line.get("threat_score").asDouble())
        .setConfidence(line.get("confidence").asDouble())
        .setTactic(line.path("tactic").asText())
        .setTechnique(line.path("technique").asText())
        .setName(line.path("name").asText())
        .setTimestamp(Instant.parse(line.get("timestamp").asText()).toEpochMilli())
        .build();
  }

  private static NHIEvent activity(final JsonNode line) {
    return NHIEvent.newBuilder()
        .setEventId(line.get("eventID").asText())
        .setTenantId(line.get("recipientAccountId").asText())
        .setEntityId(identity(line.get("userIdentity")))
        .setEventType("nhi.updated")
        .setTimestamp(Instant.parse(line.get("eventTime").asText()).toEpochMilli())
        .setOcsfEvent("")
        .setMetadata(Map.of())
        .build();
  }

  private static String identity(final JsonNode user) {
    final String issuer = user.path("sessionContext").path("sessionIssuer").path("arn").asText();
    for (final String candidate :
        List.of(
            issuer,
            user.path("arn").asText(),
            user.path("invokedBy").asText(),
            user.path("principalId").asText())) {
      if (!candidate.isEmpty()) {
        return candidate;
      }
    }
    return user.path("accountId").asText();
  }

  private static JsonNode json(final String text) {
    try {
      return JSON.readTree(text);
    } catch (final IOException e) {
      throw new IllegalStateException(text, e);
    }
  }
}
