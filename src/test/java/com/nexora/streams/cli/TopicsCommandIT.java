package com.nexora.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.runtime.TopicProvisioner;
import com.nexora.streams.testkit.FreePorts;
import com.nexora.streams.testkit.RunningCluster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class TopicsCommandIT {

  @RegisterExtension static final RunningCluster CLUSTER = RunningCluster.fresh();

  @TempDir Path dir;

  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void clearOutput() {
    out = new StringWriter();
    err = new StringWriter();
  }

  @Test
  void shouldFindNothingToDoAfterAFreshStart() {
    // When
    final int exit = topics("plan", "--profile", "dev");

    // Then
    assertThat(exit).isZero();
    assertThat(out.toString().trim()).isEqualTo("the cluster is as the catalogue says");
  }

  @Test
  void shouldHaveMadeEveryTopicAsTheCatalogueSays() {
    try (Admin admin = CLUSTER.admin()) {
      // When
      final List<String> problems =
          new TopicProvisioner(admin).problems(TopicCatalogue.load(TopicCatalogue.DEV));

      // Then
      assertThat(problems).isEmpty();
    }
  }

  @Test
  void shouldMakeTheDifferenceOnceAndNothingTheSecondTime() throws Exception {
    // Given
    final Path mine = catalogue("fresh.topic", 3, "1d");

    // When
    final int planned = topics("plan", "--catalogue", mine.toString());
    final int applied = topics("apply", "--catalogue", mine.toString());
    final int again = topics("apply", "--catalogue", mine.toString());

    // Then
    assertThat(List.of(planned, applied, again)).containsExactly(3, 0, 0);
    assertThat(out.toString())
        .contains("+ create fresh.topic: partitions=3 replication=1")
        .contains("1 changes made")
        .endsWith("the cluster is as the catalogue says" + System.lineSeparator());
  }

  @Test
  void shouldRefuseAPartitionCountThatWouldTearStateApart() throws Exception {
    // Given
    topics("apply", "--catalogue", catalogue("state.topic", 2, "1d").toString());
    write("state.topic");
    final Path larger = catalogue("state.topic", 4, "1d");
    clearOutput();

    // When
    final int exit = topics("apply", "--catalogue", larger.toString(), "--allow-grow");

    // Then
    assertThat(exit).isEqualTo(4);
    assertThat(out.toString())
        .contains("! topic state.topic has 2 partitions, the catalogue says 4")
        .contains("1 refused, nothing changed");
    assertThat(partitions("state.topic")).isEqualTo(2);
  }

  @Test
  void shouldGrowAnEmptyTopicWhenAllowed() throws Exception {
    // Given
    topics("apply", "--catalogue", catalogue("empty.topic", 2, "1d").toString());
    final Path larger = catalogue("empty.topic", 4, "1d");

    // When
    final int exit = topics("apply", "--catalogue", larger.toString(), "--allow-grow");

    // Then
    assertThat(exit).isZero();
    assertThat(partitions("empty.topic")).isEqualTo(4);
  }

  @Test
  void shouldNeverShrinkATopic() throws Exception {
    // Given
    topics("apply", "--catalogue", catalogue("wide.topic", 4, "1d").toString());
    final Path smaller = catalogue("wide.topic", 2, "1d");

    // When
    final int exit =
        topics("apply", "--catalogue", smaller.toString(), "--allow-grow", "--allow-loss");

    // Then
    assertThat(exit).isEqualTo(4);
    assertThat(out.toString()).contains("Kafka cannot shrink a topic");
    assertThat(partitions("wide.topic")).isEqualTo(4);
  }

  @Test
  void shouldPutBackASettingThatSomebodyChanged() throws Exception {
    // Given
    set("threat.events", "message.timestamp.type", "CreateTime");
    final int different = topics("plan", "--profile", "dev");

    // When
    final int exit = topics("apply", "--profile", "dev");

    // Then
    assertThat(different).isEqualTo(3);
    assertThat(exit).isZero();
    assertThat(out.toString())
        .contains("+ change threat.events: message.timestamp.type CreateTime -> LogAppendTime");
    assertThat(topics("plan", "--profile", "dev")).isZero();
  }

  @Test
  void shouldShortenARetentionOnlyWhenAllowed() throws Exception {
    // Given
    topics("apply", "--catalogue", catalogue("kept.topic", 1, "9d").toString());
    write("kept.topic");
    final String shorter = catalogue("kept.topic", 1, "1d").toString();

    // When
    final int without = topics("apply", "--catalogue", shorter);
    final int with = topics("apply", "--catalogue", shorter, "--allow-loss");

    // Then
    assertThat(without).isEqualTo(4);
    assertThat(with).isZero();
  }

  @Test
  void shouldRefuseProductionOnOneBroker() {
    // Given
    final String missing = "nhi.events has 4 partitions, the catalogue says 32";

    // When
    final int exit = topics("plan", "--profile", "production");

    // Then
    assertThat(exit).isEqualTo(4);
    assertThat(out.toString()).contains(missing);
  }

  @Test
  void shouldPrintJsonForPrograms() throws Exception {
    // Given
    final Path mine = catalogue("json.topic", 1, "1d");

    // When
    final int exit = topics("plan", "--catalogue", mine.toString(), "--json");

    // Then
    final JsonNode plan = new ObjectMapper().readTree(out.toString());
    assertThat(exit).isEqualTo(3);
    assertThat(plan.path("applied").asBoolean()).isFalse();
    assertThat(plan.at("/changes/0/topic").asText()).isEqualTo("json.topic");
    assertThat(plan.at("/changes/0/change").asText()).isEqualTo("create");
  }

  @Test
  void shouldSayThatNoBrokerAnswers() throws Exception {
    // Given
    final Path quick =
        Files.writeString(
            dir.resolve("admin.properties"),
            "default.api.timeout.ms=1500\nrequest.timeout.ms=1000\n");

    // When
    final int exit =
        command(
            "plan",
            "--bootstrap-server",
            "127.0.0.1:" + FreePorts.one(),
            "--command-config",
            quick.toString());

    // Then
    assertThat(exit).isEqualTo(5);
    assertThat(err.toString())
        .contains("no broker answered in time")
        .contains("Check --bootstrap-server and that the broker runs");
  }

  private int topics(final String verb, final String... more) {
    final String[] args = new String[more.length + 3];
    args[0] = verb;
    args[1] = "--bootstrap-server";
    args[2] = CLUSTER.bootstrapServers();
    System.arraycopy(more, 0, args, 3, more.length);
    return command(args);
  }

  private int command(final String... args) {
    return new CommandLine(new TopicsCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  private Path catalogue(final String topic, final int partitions, final String retention)
      throws Exception {
    return Files.writeString(
        dir.resolve(topic + partitions + retention + ".yaml"),
        """
        profiles:
          production: {replication: 1, minInsyncReplicas: 1}
        groups:
          some: {partitions: %d, coPartitioned: true}
        topics:
          %s: {group: some, retention: %s, key: entity, value: json, description: of a test}
        """
            .formatted(partitions, topic, retention));
  }

  private void write(final String topic) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", CLUSTER.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, "key", "value")).get(30, TimeUnit.SECONDS);
    }
  }

  private void set(final String topic, final String key, final String value) throws Exception {
    try (Admin admin = CLUSTER.admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private int partitions(final String topic) throws Exception {
    try (Admin admin = CLUSTER.admin()) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get(30, TimeUnit.SECONDS)
          .get(topic)
          .partitions()
          .size();
    }
  }
}
