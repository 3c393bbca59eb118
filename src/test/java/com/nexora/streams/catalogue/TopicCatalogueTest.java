package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicCatalogueTest {

  private static final String VALID =
      """
      profiles:
        production: {replication: 3, minInsyncReplicas: 2}
      groups:
        entity: {partitions: 8, coPartitioned: true}
        dlq: {partitions: 2}
      deadLetters:
        group: dlq
        retention: 30d
        key: original
        value: com.nexora.events.DeadLetter
        description: dead letters of %s
      topics:
        nhi.events:
          group: entity
          retention: 7d
          key: entity
          value: com.nexora.events.NHIEvent
          deadLetters: true
          description: events
      """;

  @ParameterizedTest
  @CsvSource({
    "nhi.events, 32, 7",
    "threat.events, 32, 30",
    "remediation.events, 32, 365",
    "agent.events, 32, 30",
    "task.events, 32, 90",
    "workflow.events, 32, 60",
    "performance.events, 32, 7",
    "threat.correlated, 32, 30",
    "analytics.alerts, 32, 30",
    "analytics.late, 4, 30",
    "system.events, 4, 14",
    "grc.events, 12, 30",
    "audit.events, 16, 30",
    "audit.inbox, 16, 90",
    "audit.records, 16, 2557",
    "audit.checkpoints, 16, 4018",
    "omninode.logging.application.v1, 8, 7",
    "omninode.logging.audit.v1, 8, 7",
    "omninode.logging.security.v1, 8, 7",
    "threat.high_priority, 16, 30",
    "compliance.violations, 16, 30",
    "task-requests, 12, 30",
    "audit-logs, 12, 30",
    "nhi.events.dlq, 4, 30",
    "grc.events.dlq, 4, 30",
  })
  void shouldKeepTopicsAsRequiredInProduction(
      final String name, final int partitions, final int days) {
    // Given
    final TopicCatalogue catalogue = TopicCatalogue.load(TopicCatalogue.PRODUCTION);

    // When
    final TopicSpec topic = catalogue.topic(name);

    // Then
    assertThat(topic.partitions()).isEqualTo(partitions);
    assertThat(topic.retention()).contains(Duration.ofDays(days));
    assertThat(topic.compacted()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "threat.findings, 32",
    "agent.snapshots, 32",
    "entity.config, 32",
    "tenant.config, 8",
    "detection.rules, 8",
    "threat.indicators, 8",
    "privacy.holds, 8",
  })
  void shouldCompactWhatIsLookedUpByKey(final String name, final int partitions) {
    // Given
    final TopicCatalogue catalogue = TopicCatalogue.load(TopicCatalogue.PRODUCTION);

    // When
    final TopicSpec topic = catalogue.topic(name);

    // Then
    assertThat(topic.compacted()).isTrue();
    assertThat(topic.partitions()).isEqualTo(partitions);
    assertThat(topic.retention()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"production, 3, 2", "dev, 1, 1"})
  void shouldKeepEveryTopicSafeInEveryProfile(
      final String profile, final short replication, final String minInsync) {
    // When
    final List<TopicSpec> topics = TopicCatalogue.load(profile).topics();

    // Then
    assertThat(topics)
        .hasSizeGreaterThan(50)
        .allSatisfy(
            topic -> {
              assertThat(topic.replication()).isEqualTo(replication);
              assertThat(topic.configs())
                  .containsEntry("message.timestamp.type", "LogAppendTime")
                  .containsEntry("unclean.leader.election.enable", "false")
                  .containsEntry("min.insync.replicas", minInsync)
                  .containsEntry("compression.type", "lz4");
            });
  }

  @Test
  void shouldUseFewPartitionsInDevelopment() {
    // When
    final TopicCatalogue catalogue = TopicCatalogue.load(TopicCatalogue.DEV);

    // Then
    assertThat(catalogue.entityPartitions()).isEqualTo(4);
    assertThat(catalogue.tenantPartitions()).isEqualTo(4);
    assertThat(catalogue.group("entity")).allMatch(topic -> topic.partitions() == 4);
    assertThat(catalogue.group("audit")).allMatch(topic -> topic.partitions() == 4);
    assertThat(catalogue.group("dlq")).allMatch(topic -> topic.partitions() == 1);
  }

  @Test
  void shouldHoldEveryTopicTheCodeNames() throws IllegalAccessException {
    // Given
    final TopicCatalogue catalogue = TopicCatalogue.load(TopicCatalogue.PRODUCTION);
    final List<String> named = new ArrayList<>();
    for (final Field field : Topics.class.getFields()) {
      if (!field.getName().equals("DLQ_SUFFIX")) {
        named.add((String) field.get(null));
      }
    }

    // When
    final List<String> known = catalogue.topics().stream().map(TopicSpec::name).toList();

    // Then
    assertThat(known).containsAll(named);
  }

  @Test
  void shouldNameOnlyRecordsThatExist() {
    // When
    final List<TopicSpec> avro =
        TopicCatalogue.load(TopicCatalogue.PRODUCTION).topics().stream()
            .filter(TopicSpec::avro)
            .toList();

    // Then
    assertThat(avro)
        .isNotEmpty()
        .allSatisfy(
            topic ->
                assertThat(Class.forName(topic.value()).getSuperclass().getSimpleName())
                    .isEqualTo("SpecificRecordBase"));
  }

  @Test
  void shouldPutADeadLetterQueueBesideATopicThatWantsOne() {
    // When
    final TopicCatalogue catalogue = TopicCatalogue.parse(VALID, "mine.yaml", "production");

    // Then
    assertThat(catalogue.topics())
        .extracting(TopicSpec::name)
        .containsExactly("nhi.events", "nhi.events.dlq");
    assertThat(catalogue.topic("nhi.events.dlq").description())
        .isEqualTo("dead letters of nhi.events");
    assertThat(catalogue.coPartitionedGroups()).containsExactly("entity");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retention: 7d | retenton: 7d | topic nhi.events has the unknown key \"retenton\"",
        "topics: | topcs: | the file has the unknown key \"topcs\"",
        "coPartitioned: | copartitioned: | group entity has the unknown key \"copartitioned\"",
        "retention: 7d | retention: 7 days | topic nhi.events has the retention \"7 days\": give a number and ms, s, m, h or d",
        "retention: 7d | segment: 1d | topic nhi.events deletes old records but says no retention",
        "retention: 7d | cleanup: compacted | topic nhi.events has the cleanup \"compacted\": it is delete, compact or compact,delete",
        "retention: 7d | partitions: 4 | topic nhi.events has 4 partitions, its group entity has 8: all of the group must be equal",
        "group: entity | group: entities | topic nhi.events is in the unknown group \"entities\"",
        "group: entity | timestamps: CreateTime | topic nhi.events needs the key \"group\"",
        "key: entity | key: '' | topic nhi.events needs the key \"key\"",
        "com.nexora.events.NHIEvent | avro | topic nhi.events has the value \"avro\"",
        "deadLetters: true | deadLetters: 1 | topic nhi.events has deadLetters \"1\": it is true or false",
        "nhi.events: | 'nhi events': | topic nhi events: a name has 1 to 249 letters",
        "replication: 3 | replication: 1 | profile production wants 2 replicas in sync but only 1 copies",
        "replication: 3 | replication: x | profile production needs replication as a number from 1 to 10000, not \"x\"",
        "partitions: 8 | partitions: 0 | group entity needs partitions as a number from 1 to 10000",
        "minInsyncReplicas: 2 | minInsyncReplicas: 2, partitions: {entty: 4} | partitions of profile production has the unknown key \"entty\"",
        "retention: 7d | retention: [7d | is not valid YAML",
      })
  void shouldRefuseWhatItDoesNotUnderstand(
      final String good, final String bad, final String reason) {
    // Given
    final String yaml = VALID.replaceFirst(Pattern.quote(good), bad);

    // When
    final Throwable refusal =
        catchThrowable(() -> TopicCatalogue.parse(yaml, "mine.yaml", "production"));

    // Then
    assertThat(yaml).isNotEqualTo(VALID);
    assertThat(refusal)
        .isInstanceOf(CatalogueException.class)
        .hasMessageStartingWith("catalogue mine.yaml")
        .hasMessageContaining(reason);
  }

  @Test
  void shouldRefuseTwoTopicsOfOneName() {
    // Given
    final String again = VALID.substring(VALID.indexOf("  nhi.events:"));

    // When / Then
    assertThatThrownBy(() -> TopicCatalogue.parse(VALID + again, "mine.yaml", "production"))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("Duplicate field 'nhi.events'");
  }

  @Test
  void shouldRefuseNamesThatKafkaTakesForOne() {
    // Given
    final String again =
        VALID.substring(VALID.indexOf("  nhi.events:")).replace("nhi.events", "nhi_events");

    // When / Then
    assertThatThrownBy(() -> TopicCatalogue.parse(VALID + again, "mine.yaml", "production"))
        .hasMessageContaining("topics nhi.events and nhi_events collide");
  }

  @Test
  void shouldNameTheProfilesWhenOneIsUnknown() {
    // When / Then
    assertThatThrownBy(() -> TopicCatalogue.load("prod"))
        .hasMessage(
            "catalogue config/topics.yaml: has no profile \"prod\"; it has: [production, dev]");
  }

  @Test
  void shouldNameTheFileThatCannotBeRead() {
    // When / Then
    assertThatThrownBy(() -> TopicCatalogue.load(Path.of("no", "such.yaml"), "dev"))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("cannot read catalogue no/such.yaml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "just text"})
  void shouldRefuseAFileThatIsNoMapping(final String yaml) {
    // When / Then
    assertThatThrownBy(() -> TopicCatalogue.parse(yaml, "mine.yaml", "dev"))
        .hasMessageContaining("is not a YAML mapping");
  }

  @ParameterizedTest
  @CsvSource({"7d, 604800000", "1h, 3600000", "30 s, 30000", "5ms, 5", "forever, -1"})
  void shouldReadDurations(final String text, final long millis) {
    // When
    final long read = Durations.millis(text);

    // Then
    assertThat(read).isEqualTo(millis);
    assertThat(Durations.millis(Durations.text(read))).isEqualTo(millis);
  }
}
