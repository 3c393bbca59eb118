package com.nexora.streams.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

/** What an application can count on, against a broker that comes and goes. */
final class NexoraPublisherTest {

  private FakeBroker broker = new FakeBroker();
  private CountingMetrics metrics = new CountingMetrics();
  private Path spool = Path.of("");

  @BeforeTry
  void newWorld() throws IOException {
    broker = new FakeBroker();
    metrics = new CountingMetrics();
    spool = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "spool-");
  }

  @net.jqwik.api.Example
  void shouldDeliverInOrderAndCountWhatTheBrokerTook() {
    // Given
    final NexoraPublisher publisher = start(settings());

    // When
    publish(publisher, 0, 500);
    publisher.close();

    // Then
    assertThat(broker.taken()).isEqualTo(Lines.numbered(0, 500));
    assertThat(metrics.of(PublishStatus.SUCCESS)).isEqualTo(500);
    assertThat(metrics.latencies).isEqualTo(500);
    assertThat(metrics.running).isFalse();
  }

  @net.jqwik.api.Example
  void shouldKeepOnDiskWhatIsPublishedWithoutABrokerAndDeliverItFirst() {
    // Given
    broker.stop();
    try (NexoraPublisher publisher = start(settings())) {
      publish(publisher, 0, 300);
      await(() -> metrics.of(PublishStatus.SPOOLED) == 300);

      // When
      broker.start();
      publish(publisher, 300, 400);

      // Then
      await(() -> broker.taken().size() == 400);
      assertThat(broker.taken()).isEqualTo(Lines.numbered(0, 400));
    }
  }

  @net.jqwik.api.Example
  void shouldDeliverInALaterProcessWhatAnEarlierOneCouldNot() {
    // Given
    broker.stop();
    final NexoraPublisher first = start(settings());
    publish(first, 0, 200);
    first.close();

    // When
    broker.start();
    try (NexoraPublisher second = start(settings())) {
      publish(second, 200, 250);
      await(() -> broker.taken().size() == 250);
    }

    // Then
    assertThat(broker.taken()).isEqualTo(Lines.numbered(0, 250));
  }

  @net.jqwik.api.Example
  void shouldAnswerFalseWhenThereIsNoRoomAndNeverWait() {
    // Given
    broker.stop();
    final PublisherSettings small = noSpool().withBuffer(10, 1 << 20);
    try (NexoraPublisher publisher =
        NexoraPublisher.start(small, metrics, NexoraPublisherTest::stuck)) {

      // When
      final long began = System.nanoTime();
      int taken = 0;
      for (int i = 0; i < 1_000; i++) {
        taken += publisher.publish(Lines.line(i)) ? 1 : 0;
      }

      // Then
      assertThat(taken).isEqualTo(10);
      assertThat(metrics.of(PublishStatus.REFUSED)).isEqualTo(990);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    }
    assertThat(metrics.of(PublishStatus.LOST)).isEqualTo(10);
  }

  @net.jqwik.api.Example
  void shouldNotLetARecordThatTheBrokerNeverTakesHoldUpTheOthers() {
    // Given
    broker.stop();
    try (NexoraPublisher publisher = start(settings())) {
      publisher.publish(Lines.line(0));
      publisher.publish(Lines.of(FakeBroker.POISON));
      publisher.publish(Lines.line(1));
      await(() -> metrics.of(PublishStatus.SPOOLED) == 3);

      // When
      broker.start();
      publisher.publish(Lines.of(FakeBroker.POISON));
      publisher.publish(Lines.line(2));

      // Then
      await(() -> broker.taken().size() == 3 && metrics.of(PublishStatus.REJECTED) == 2);
      assertThat(broker.taken()).isEqualTo(Lines.numbered(0, 3));
    }
  }

  @net.jqwik.api.Example
  void shouldDoNothingWhenSwitchedOff() throws IOException {
    // Given
    final Set<String> before = threads();
    final NexoraPublisher publisher = start(settings().withEnabled(false));

    // When
    final boolean taken = publisher.publish(Lines.line(0));

    // Then
    assertThat(taken).isFalse();
    assertThat(threads()).isSubsetOf(before);
    try (Stream<Path> files = Files.list(spool)) {
      assertThat(files).isEmpty();
    }
    publisher.close();
  }

  @net.jqwik.api.Example
  void shouldRefuseWhatIsTooLargeOrLate() {
    // Given
    final NexoraPublisher publisher = start(settings());

    // When
    final boolean large = publisher.publish(Lines.of("x".repeat(1_000_001)));
    publisher.close();
    final boolean late = publisher.publish(Lines.line(0));

    // Then
    assertThat(List.of(large, late)).containsOnly(false);
  }

  @net.jqwik.api.Example
  void shouldRunWithoutTheSpoolWhenItsDirectoryCannotBeHad() throws IOException {
    // Given
    final Path file = Files.writeString(spool.resolve("taken"), "a file");
    final PublisherSettings settings = settings().withSpool(file, 1 << 24);

    // When
    try (NexoraPublisher publisher = start(settings)) {
      publish(publisher, 0, 10);
      await(() -> broker.taken().size() == 10);

      // Then
      assertThat(publisher.isRunning()).isTrue();
    }
  }

  @Property(tries = 25)
  void shouldLoseNothingAndKeepTheOrderHoweverTheBrokerComesAndGoes(
      @ForAll @Size(min = 1, max = 6) final List<@IntRange(min = 0, max = 60) Integer> outages,
      @ForAll final boolean answersLost) {
    // Given
    if (answersLost) {
      broker.losesAnswers();
    }
    final Set<Integer> refused = outages.stream().collect(Collectors.toSet());
    broker.refuse(attempt -> refused.contains(attempt) || refused.contains(attempt / 7));
    int published = 0;

    // When
    for (int life = 0; life < 2; life++) {
      final NexoraPublisher publisher = start(settings());
      publish(publisher, published, published + 60);
      published += 60;
      publisher.close();
    }
    broker.start();
    try (NexoraPublisher last = start(settings())) {
      publish(last, published, published + 5);
      final int all = published + 5;
      await(() -> Lines.once(broker.taken()).size() == all);
    }

    // Then
    assertThat(Lines.once(broker.taken())).isEqualTo(Lines.numbered(0, published + 5));
    if (!answersLost) {
      assertThat(broker.taken()).doesNotHaveDuplicates();
    }
  }

  private NexoraPublisher start(final PublisherSettings settings) {
    return NexoraPublisher.start(settings, metrics, broker::producer);
  }

  private PublisherSettings settings() {
    return noSpool().withSpool(spool, 1 << 24);
  }

  private static PublisherSettings noSpool() {
    return PublisherSettings.of("nowhere:1", "test")
        .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1));
  }

  private static void publish(final NexoraPublisher publisher, final int from, final int to) {
    for (int i = from; i < to; i++) {
      assertThat(publisher.publish(Lines.line(i))).isTrue();
    }
  }

  /** A producer that cannot even be made, as one without a resolvable broker. */
  private static org.apache.kafka.clients.producer.Producer<byte[], byte[]> stuck() {
    try {
      Thread.sleep(300);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new org.apache.kafka.common.KafkaException("no broker");
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("nexora-publisher"))
        .collect(Collectors.toSet());
  }

  private static void await(final BooleanSupplier condition) {
    final long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline of the wait").isLessThan(deadline);
      try {
        Thread.sleep(5);
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
