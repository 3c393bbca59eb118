package com.nexora.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.DeadLetter;
import com.nexora.events.DeadLetterHeader;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.PrivateFile;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.deadletter.DeadLetterTopology;
import com.nexora.streams.deadletter.DeadLetters;
import com.nexora.streams.deadletter.DeadLetters.Failure;
import com.nexora.streams.deadletter.LetterFilter;
import com.nexora.streams.deadletter.LetterId;
import com.nexora.streams.deadletter.LetterPage;
import com.nexora.streams.deadletter.LetterState;
import com.nexora.streams.deadletter.LetterSummary;
import com.nexora.streams.deadletter.Replay;
import com.nexora.streams.deadletter.ReplayProof;
import com.nexora.streams.deadletter.StoredLetter;
import com.nexora.streams.processkit.Topic;
import com.nexora.streams.runtime.DeadLetterOffice;
import com.nexora.streams.runtime.DeadLetterOffice.RefusedException;
import com.nexora.streams.runtime.DeadLetterOffice.Why;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.testkit.OperatorActs;
import com.nexora.streams.testkit.RunningCluster;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters on a real broker: found in their order, and replayed once, whoever asks when. */
@Timeout(120)
final class DlqCommandIT {

  @RegisterExtension
  static final RunningCluster CLUSTER =
      RunningCluster.fresh()
          .guarded(
              "nexora-streams",
              RunningCluster.grant(
                  ResourceType.TRANSACTIONAL_ID, "writer", PatternType.LITERAL, AclOperation.WRITE),
              RunningCluster.grant(
                  ResourceType.TOPIC, "nhi.events.dlq", PatternType.LITERAL, AclOperation.ALTER));

  private static HttpSchemaRegistry registry;
  private static AvroSerdes serdes;
  private static DeadLetterOffice office;
  private static KafkaProducer<byte[], byte[]> plain;
  private static KafkaProducer<byte[], byte[]> transactional;

  @BeforeAll
  static void open() throws Exception {
    try (var admin = CLUSTER.admin()) {
      admin
          .createPartitions(
              Map.of(Topics.NHI_EVENTS + Topics.DLQ_SUFFIX, NewPartitions.increaseTo(4)))
          .all()
          .get();
    }
    registry = new HttpSchemaRegistry(Map.of("schema.registry.url", CLUSTER.registryUrl()));
    serdes = new AvroSerdes(registry, Map.of());
    office = office();
    plain = producer(Map.of());
    transactional = producer(Map.of("transactional.id", "writer"));
    transactional.initTransactions();
  }

  @AfterAll
  static void close() {
    plain.close();
    transactional.close();
    office.close();
    registry.close();
  }

  @Test
  void shouldListEveryCommittedLetterOnceAndNewestFirst() throws Exception {
    // Given
    final String topic = Topics.NHI_EVENTS;
    final List<LetterId> written = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      final boolean kept = i % 15 != 7;
      final LetterId id =
          write(letter(topic, i, i % 3 == 0 ? null : "tenant-" + i % 3, "r" + i % 2), i % 4, kept);
      if (kept) {
        written.add(0, id);
      }
    }

    // When
    final List<LetterSummary> paged = all(topic, LetterFilter.all(), 7);
    final List<LetterSummary> own = all(topic, LetterFilter.of("tenant-1").because("r1"), 7);
    final var count = office.count(topic, LetterFilter.of("tenant-1"));

    // Then: two letters of one millisecond may change places
    assertThat(paged)
        .extracting(LetterSummary::storedAt)
        .isSortedAccordingTo((a, b) -> Long.compare(b, a));
    assertThat(paged).extracting(LetterSummary::id).containsExactlyInAnyOrderElementsOf(written);
    assertThat(own).isNotEmpty().allMatch(letter -> "tenant-1".equals(letter.tenantId()));
    assertThat(own).allMatch(letter -> letter.reason().equals("r1"));
    assertThat(count.complete()).isTrue();
    assertThat(count.of(LetterState.OPEN))
        .isEqualTo(paged.stream().filter(l -> "tenant-1".equals(l.tenantId())).count());
    assertThat(count.reasons().keySet()).containsExactlyInAnyOrder("r0", "r1");
    assertThatThrownBy(() -> office.list(topic, LetterFilter.all(), 7, "elsewhere|x|0:1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldReplayALetterOnceHoweverManyAskAtTheSameTime() throws Exception {
    // Given
    final String topic = Topics.THREAT_EVENTS;
    final LetterId id = write(letter(topic, 5, "acme", "undecodable"), 0, true);
    final ExecutorService threads = Executors.newFixedThreadPool(4);
    final Set<String> places = new HashSet<>();
    int answered = 0;

    // When
    final List<Future<Optional<StoredLetter>>> asked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      final Callable<Optional<StoredLetter>> ask =
          () -> {
            try (DeadLetterOffice own = office()) {
              return own.replay(id, LetterFilter.all(), "somebody");
            }
          };
      asked.add(threads.submit(ask));
    }
    for (final Future<Optional<StoredLetter>> one : asked) {
      try {
        places.add(Objects.requireNonNull(one.get().orElseThrow().summary().mark()).replayedTo());
        answered++;
      } catch (final java.util.concurrent.ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(RefusedException.class).hasMessageContaining("works");
      }
    }
    threads.shutdown();

    // Then
    final Optional<StoredLetter> again = office.replay(id, LetterFilter.all(), "somebody");
    assertThat(answered).isPositive();
    assertThat(places).hasSize(1);
    assertThat(again.orElseThrow().summary().state()).isEqualTo(LetterState.REPLAYED);
    final List<ConsumerRecord<byte[], byte[]>> replayed = read(topic);
    assertThat(replayed).hasSize(1);
    assertThat(replayed.get(0).partition()).isEqualTo(2);
    assertThat(new String(replayed.get(0).value(), StandardCharsets.UTF_8)).isEqualTo("value-5");
    assertThat(new String(replayed.get(0).headers().lastHeader(Replay.COUNT_HEADER).value()))
        .isEqualTo("1");
    assertThat(acts(id)).containsExactly("deadletter.replayed acme somebody");
  }

  @Test
  void shouldReplayARecordThatWasCutFromWhereItStandsAndSayWhenItIsGone() throws Exception {
    // Given
    final String topic = Topics.AGENT_EVENTS;
    final byte[] large = new byte[DeadLetters.MAX_VALUE_BYTES + 1_000];
    large[large.length - 1] = 42;
    final RecordMetadata stands = send(new ProducerRecord<>(topic, 3, new byte[] {9}, large), true);
    final LetterId cut = write(letter(topic, 3, stands.offset(), large, List.of()), 0, true);
    final LetterId gone = write(letter(topic, 3, 5_000, large, List.of()), 0, true);
    final LetterId other =
        write(letter(topic, 3, stands.offset(), new byte[large.length + 1], List.of()), 0, true);

    // When
    final Optional<StoredLetter> replayed = office.replay(cut, LetterFilter.all(), "somebody");

    // Then
    assertThat(replayed.orElseThrow().summary().state()).isEqualTo(LetterState.REPLAYED);
    assertThat(read(topic)).hasSize(2).allMatch(r -> java.util.Arrays.equals(r.value(), large));
    for (final LetterId id : List.of(gone, other)) {
      assertThatThrownBy(() -> office.replay(id, LetterFilter.all(), "somebody"))
          .isInstanceOfSatisfying(
              RefusedException.class, e -> assertThat(e.why()).isEqualTo(Why.EXPIRED))
          .hasMessageContaining("has expired");
    }
    assertThat(read(topic)).hasSize(2);
  }

  @Test
  void shouldEndTheRoundOfARecordThatFailsAgainAndAgain() throws Exception {
    // Given
    final DeadLetterHeader twice =
        new DeadLetterHeader(Replay.COUNT_HEADER, ByteBuffer.wrap("2".getBytes()));
    final DeadLetterHeader thrice =
        new DeadLetterHeader(Replay.COUNT_HEADER, ByteBuffer.wrap("3".getBytes()));
    final LetterId once = write(letter("task.events", 1, 1, new byte[1], List.of(twice)), 0, true);
    final LetterId worn = write(letter("task.events", 1, 2, new byte[1], List.of(thrice)), 0, true);

    // When
    final Optional<StoredLetter> replayed = office.replay(once, LetterFilter.all(), "somebody");

    // Then
    assertThat(replayed).isPresent();
    assertThatThrownBy(() -> office.replay(worn, LetterFilter.all(), "somebody"))
        .isInstanceOfSatisfying(RefusedException.class, e -> assertThat(e.why()).isEqualTo(Why.CAP))
        .hasMessageContaining("3 times");
  }

  @Test
  void shouldShowThatAReplayIsTheProductsOwnAndRefuseOneThatCannot(@TempDir final Path directory)
      throws Exception {
    // Given
    final String topic = Topics.WORKFLOW_EVENTS;
    final LetterId id = write(letter(topic, 4, "acme", "processing-failed"), 0, true);
    final Path keys = directory.resolve("hmac.keys");
    PrivateFile.createIfAbsent(keys, "3:" + Base64.getEncoder().encodeToString(new byte[32]));

    // When
    final CommandRun unproven = run("replay", topic, id.within());
    final CommandRun proven = run("replay", topic, id.within(), "--hmac-keys", keys.toString());

    // Then
    assertThat(unproven.exit()).isEqualTo(DlqCommand.REFUSED);
    assertThat(unproven.err()).contains("--hmac-keys");
    assertThat(proven).returns(0, CommandRun::exit);
    final ConsumerRecord<byte[], byte[]> replayed = read(topic).get(0);
    final byte[] input =
        ByteBuffer.allocate(5 * 4 + id.text().length() + topic.length() + 1 + 7)
            .putInt(id.text().length())
            .put(id.text().getBytes(StandardCharsets.UTF_8))
            .putInt(topic.length())
            .put(topic.getBytes(StandardCharsets.UTF_8))
            .putInt(2)
            .putInt(1)
            .put((byte) 1)
            .putInt("value-4".length())
            .put("value-4".getBytes(StandardCharsets.UTF_8))
            .array();
    assertThat(replayed.headers().lastHeader(ReplayProof.HEADER).value())
        .startsWith(0, 0, 0, 3)
        .endsWith(
            hmac(hmac(new byte[32], "nexora replays v1".getBytes(StandardCharsets.UTF_8)), input));
  }

  private static byte[] hmac(final byte[] key, final byte[] text) throws Exception {
    final Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text);
  }

  @Test
  void shouldShowCountReplayAndDiscardByCommand() throws Exception {
    // Given
    final String topic = Topics.REMEDIATION_EVENTS;
    final LetterId first = write(letter(topic, 1, "acme", "missing-field"), 0, true);
    final LetterId second = write(letter(topic, 2, "acme", "missing-field"), 0, true);
    final LetterId third = write(letter(topic, 3, null, "undecodable"), 0, true);

    // When
    final CommandRun listed = run("list", topic, "--tenant", "acme", "--json");
    final CommandRun shown = run("show", topic, third.within(), "--json");
    final CommandRun discarded = run("discard", topic, third.within());
    final CommandRun undone = run("replay", topic, third.within());
    final CommandRun replayed = run("replay", topic, "--all", "--reason", "missing-field");
    final CommandRun nothing = run("replay", topic, "9@9");
    final CommandRun counted = run("count", "--json");
    final CommandRun wrong = run("list", "no.such.topic");
    final CommandRun unsaid = run("replay", topic);

    // Then
    assertThat(listed.out().lines()).hasSize(2);
    final JsonNode letter = new ObjectMapper().readTree(shown.out());
    assertThat(letter.get("tenantId").isNull()).isTrue();
    assertThat(new String(letter.get("value").binaryValue())).isEqualTo("value-3");
    assertThat(discarded).returns(0, CommandRun::exit);
    assertThat(undone.exit()).isEqualTo(DlqCommand.REFUSED);
    assertThat(undone.err()).contains("is discarded already");
    assertThat(replayed.exit()).isZero();
    assertThat(replayed.out().lines().map(line -> line.split(" ")[0]))
        .containsExactly(first.within(), second.within());
    assertThat(read(topic))
        .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
        .containsExactly("value-1", "value-2");
    assertThat(nothing.exit()).isEqualTo(DlqCommand.NONE);
    assertThat(counted.out().lines().filter(line -> line.contains(topic)))
        .singleElement()
        .asString()
        .contains("\"open\":0", "\"replayed\":2", "\"discarded\":1", "\"complete\":true");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(unsaid.exit()).isEqualTo(2);
    assertThat(acts(third)).singleElement().asString().startsWith("deadletter.discarded nexora-");
  }

  private static List<LetterSummary> all(
      final String topic, final LetterFilter filter, final int limit) {
    final List<LetterSummary> all = new ArrayList<>();
    String cursor = null;
    do {
      final LetterPage page = office.list(topic, filter, limit, cursor);
      assertThat(page.letters().size()).isLessThanOrEqualTo(limit);
      all.addAll(page.letters());
      cursor = page.nextCursor();
    } while (cursor != null);
    return all;
  }

  private static DeadLetterOffice office() {
    return new DeadLetterOffice(
        Map.of("bootstrap.servers", CLUSTER.bootstrapServers()),
        CLUSTER.catalogue(),
        serdes,
        Clock.systemUTC(),
        Replay.DEFAULT_CAP,
        ReplayProof.none());
  }

  private static DeadLetter letter(
      final String topic, final int number, final String tenant, final String reason) {
    final byte[] value = ("value-" + number).getBytes(StandardCharsets.UTF_8);
    return DeadLetters.of(
        new Origin(topic, 2, number),
        new byte[] {1},
        value,
        List.of(),
        Failure.atOnce(reason, String.class, "what is wrong"),
        tenant,
        99);
  }

  private static DeadLetter letter(
      final String topic,
      final int partition,
      final long offset,
      final byte[] value,
      final List<DeadLetterHeader> headers) {
    return DeadLetters.of(
        new Origin(topic, partition, offset),
        new byte[] {9},
        value,
        headers,
        Failure.atOnce("too-large", String.class, "what is wrong"),
        "acme",
        System.currentTimeMillis() + 60_000);
  }

  private static LetterId write(
      final DeadLetter letter, final int partition, final boolean committed) throws Exception {
    final String queue = letter.getOriginalTopic() + Topics.DLQ_SUFFIX;
    final var headers = DeadLetterTopology.headers(letter);
    final byte[] value =
        serdes.value(DeadLetter.class).serializer().serialize(queue, headers, letter);
    final RecordMetadata written =
        send(new ProducerRecord<>(queue, partition, null, null, value, headers), committed);
    return new LetterId(letter.getOriginalTopic(), partition, written.offset());
  }

  private static RecordMetadata send(
      final ProducerRecord<byte[], byte[]> record, final boolean committed) throws Exception {
    if (committed) {
      return plain.send(record).get();
    }
    transactional.beginTransaction();
    final RecordMetadata written = transactional.send(record).get();
    transactional.abortTransaction();
    return written;
  }

  private static KafkaProducer<byte[], byte[]> producer(final Map<String, Object> more) {
    final Map<String, Object> settings = new java.util.HashMap<>(more);
    settings.put("bootstrap.servers", CLUSTER.bootstrapServers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(final String topic) {
    final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Topic.each(CLUSTER.bootstrapServers(), topic, records::add);
    return records;
  }

  private static List<String> acts(final LetterId id) {
    return OperatorActs.read(CLUSTER, serdes).stream()
        .filter(act -> act.getResource().equals("letter:" + id.text()))
        .map(act -> act.getEventType() + " " + act.getTenantId() + " " + act.getActor())
        .toList();
  }

  private static CommandRun run(final String... words) {
    return CommandRun.at(CLUSTER, "dlq", words);
  }
}
