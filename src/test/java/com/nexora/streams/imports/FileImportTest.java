package com.nexora.streams.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nexora.events.AgentEvent;
import com.nexora.events.NHIEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.ingest.Admission;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileImportTest {

  private static final long NOW = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();
  private static final Admission ADMISSION = new Admission(NOW, 300_000);
  private static final Path CLOUDTRAIL = Path.of("samples/cloudtrail.ndjson");
  private static final Path THREATS = Path.of("samples/threats.ndjson");
  private static final Path AGENTS = Path.of("samples/agents.ndjson");
  private static final String THREAT =
      """
      {"event_id":"e","tenant_id":"t","entity_id":"i","threat_id":"h",\
      "event_type":"threat.detected","threat_score":7.0,"timestamp":"2026-01-01T00:00:00Z"}""";

  @TempDir private Path dir;

  private final List<Importable> sent = new ArrayList<>();

  @Test
  void shouldTakeEverySampleToItsTopicUnderItsCanonicalKey() {
    // Given
    final FileImport cloudTrail = importOf(new CloudTrailRecords(ADMISSION));

    // When
    final ImportReport report = cloudTrail.run(List.of(CLOUDTRAIL), 0);

    // Then
    assertThat(report.getSentByTopic()).containsOnlyKeys(Topics.NHI_EVENTS);
    assertThat(report)
        .returns(14L, ImportReport::getAccepted)
        .returns(0L, ImportReport::getRefused);
    assertThat(sent)
        .allSatisfy(
            event -> {
              final NHIEvent nhi = (NHIEvent) event.event();
              assertThat(event.key())
                  .isEqualTo(EntityKey.bytes(nhi.getTenantId(), nhi.getEntityId()));
            });
  }

  @Test
  void shouldReadThreatsWithTimesAsTextOrAsMilliseconds() throws Exception {
    // Given
    final Path file =
        file(
            THREAT
                + "\n"
                + THREAT
                    .replace("\"e\"", "\"e2\"")
                    .replace("\"2026-01-01T00:00:00Z\"", "1767225600000"));

    // When
    importOf(new ThreatMapping(ADMISSION)).run(List.of(file, THREATS), 0);

    // Then
    assertThat(sent).hasSize(12);
    assertThat(sent.subList(0, 2))
        .extracting(Importable::timestamp)
        .containsExactly(1_767_225_600_000L, 1_767_225_600_000L);
    assertThat(((ThreatEvent) sent.get(0).event()).getConfidence()).isEqualTo(1.0);
  }

  @Test
  void shouldSendTasksToolsAndMetricsOfAnAgentUnderTheAgentsKey() {
    // Given
    final FileImport agents = importOf(new AgentMapping(ADMISSION));

    // When
    final ImportReport report = agents.run(List.of(AGENTS), 0);

    // Then
    assertThat(report.getSentByTopic())
        .containsEntry(Topics.AGENT_EVENTS, 15L)
        .containsEntry(Topics.TASK_EVENTS, 12L)
        .containsEntry(Topics.PERFORMANCE_EVENTS, 1L);
    assertThat(sent)
        .extracting(Importable::key)
        .containsOnly(EntityKey.bytes("acme", "triage-agent"));
  }

  @Test
  void shouldAcceptCamelCaseAndAPayloadAsText() throws Exception {
    // Given
    final Path file =
        file(
            """
            {"eventId":"1","eventType":"task.started","aggregateType":"task","aggregateId":"a",\
            "tenantId":"t","agentId":"g","timestamp":1,"payload":"{\\"x\\":1}"}""");

    // When
    importOf(new AgentMapping(ADMISSION)).run(List.of(file), 0);

    // Then
    final AgentEvent event = (AgentEvent) sent.get(0).event();
    assertThat(event.getPayload()).isEqualTo("{\"x\":1}");
    assertThat(sent.get(0).key()).isEqualTo(EntityKey.bytes("t", "g"));
  }

  @Test
  void shouldCountARepeatedEventIdOnceOverAllFiles() {
    // Given
    final List<Path> twice = List.of(THREATS, THREATS);

    // When
    final ImportReport report = importOf(new ThreatMapping(ADMISSION)).run(twice, 0);

    // Then
    assertThat(report)
        .returns(10L, ImportReport::getAccepted)
        .returns(10L, ImportReport::getDuplicates);
    assertThat(sent).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"event_id\":\"e\",||field event_id is missing",
        "\"entity_id\":\"i\",||field entity_id is missing",
        "\"threat_score\":7.0,||field threat_score is missing",
        "\"threat_score\":7.0|\"threat_score\":70|field threat_score must be a number from 0.0 to 10.0",
        "\"threat_score\":7.0|\"threat_score\":\"x\"|field threat_score must be a number",
        "\"threat.detected\"|\"threat.guessed\"|field event_type is none of",
        "\"2026-01-01T00:00:00Z\"|-5|field timestamp is negative",
        "\"2026-01-01T00:00:00Z\"|\"2099-01-01T00:00:00Z\"|field timestamp lies",
        "\"2026-01-01T00:00:00Z\"|\"2026-01-01\"|field timestamp must be ISO-8601",
        "\"2026-01-01T00:00:00Z\"}|\"2026-01-01|not valid JSON at column",
      })
  void shouldRefuseBadRecordsByNameAndGoOn(final String good, final String bad, final String reason)
      throws Exception {
    // Given
    final String broken = THREAT.replace(good, bad == null ? "" : bad);
    final Path file = file(broken + "\n" + THREAT + "\n");

    // When
    final ImportReport report = importOf(new ThreatMapping(ADMISSION)).run(List.of(file), 0);

    // Then
    assertThat(report.getAccepted()).isOne();
    assertThat(report.getRefusals())
        .singleElement()
        .satisfies(
            refusal -> {
              assertThat(refusal.line()).isOne();
              assertThat(refusal.reason()).startsWith(reason);
            });
  }

  @Test
  void shouldRefuseARecordOfTwoMegabytesBeforeItReachesTheSink() throws Exception {
    // Given
    final String large = THREAT.replace("\"h\"", "\"" + "h".repeat(2 << 20) + "\"");
    final Path file = file(large + "\n" + THREAT);

    // When
    final ImportReport report = importOf(new ThreatMapping(ADMISSION)).run(List.of(file), 0);

    // Then
    assertThat(report).returns(1L, ImportReport::getAccepted);
    assertThat(report.getRefusals().get(0).reason()).contains("at most 1000000");
  }

  @Test
  void shouldCountAllRefusalsButRememberTheFirst() throws Exception {
    // Given
    final Path file = file("nonsense\n".repeat(1_000));

    // When
    final ImportReport report = importOf(new ThreatMapping(ADMISSION)).run(List.of(file), 0);

    // Then
    assertThat(report.getRefused()).isEqualTo(1_000);
    assertThat(report.getRefusals()).hasSize(ImportReport.SHOWN);
  }

  @Test
  void shouldKeepWhatCameBeforeTheCutOfADamagedGzipFile() throws Exception {
    // Given
    final Path whole = dir.resolve("whole.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(whole))) {
      for (int i = 0; i < 5_000; i++) {
        out.write((THREAT.replace("\"e\"", "\"e" + i * 7919 + "\"") + "\n").getBytes());
      }
    }
    final byte[] bytes = Files.readAllBytes(whole);
    final Path cut = dir.resolve("cut.ndjson");
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length / 2));

    // When
    final ImportReport report = importOf(new ThreatMapping(ADMISSION)).run(List.of(cut), 0);

    // Then
    assertThat(report.getAccepted()).isBetween(1L, 4_999L);
    assertThat(report.getRefusals().get(0).toString()).contains("cannot be read to its end");
  }

  @Test
  void shouldMoveTheLatestValidRecordOfAllFilesToNow() throws Exception {
    // Given
    final Path future = file(THREAT.replace("2026-01-01", "2099-01-01"));
    final FileImport threats = importOf(new ThreatMapping(ADMISSION));
    final List<Path> files = List.of(future, THREATS);

    // When
    final long latest = threats.latest(files).orElseThrow();

    // Then
    threats.run(List.of(THREATS), NOW - latest);
    assertThat(sent).extracting(Importable::timestamp).contains(NOW);
    assertThat(sent).extracting(Importable::timestamp).allMatch(time -> time <= NOW);
  }

  @Test
  void shouldTakeThe2900RecordsOfTheInvictusIncident() {
    // Given
    final Path file = Path.of("../shared/data/invictus-cloudtrail-2023-07-10.ndjson.gz");
    assumeTrue(Files.isReadable(file), "the shared data is not here");

    // When
    final ImportReport report = importOf(new CloudTrailRecords(ADMISSION)).run(List.of(file), 0);

    // Then
    assertThat(report)
        .returns(2_900L, ImportReport::getAccepted)
        .returns(0L, ImportReport::getDuplicates)
        .returns(0L, ImportReport::getRefused);
  }

  private FileImport importOf(final RecordMapping mapping) {
    return new FileImport(
        mapping,
        new EventSink() {
          @Override
          public void send(final Importable event) {
            sent.add(event);
          }

          @Override
          public void flush() {}
        },
        Progress.none());
  }

  private Path file(final String content) throws Exception {
    return Files.write(
        Files.createTempFile(dir, "in", ".ndjson"), content.getBytes(StandardCharsets.UTF_8));
  }
}
