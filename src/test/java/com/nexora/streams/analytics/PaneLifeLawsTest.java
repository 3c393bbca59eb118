package com.nexora.streams.analytics;

import static com.nexora.streams.testkit.Events.agentEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/** Whatever arrives when and however often time is told: what is answered is what happened. */
class PaneLifeLawsTest {

  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long RETENTION = Duration.ofDays(8).toMillis();
  private static final List<String> AGENTS = List.of("agent-1", "agent-2");

  /** An event as it was sent. */
  private record Sent(String agent, long time, long arrival, boolean failed, long millis) {}

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void shouldAnswerWhatARecomputationFromTheRawEventsSays(@ForAll final long seed) {
    final Random random = new Random(seed);
    final List<Sent> sent = new ArrayList<>();
    try (TopologyTestKit kit = newKit()) {
      for (int round = 0; round < 8; round++) {
        // Given
        for (int i = 0; i < 40; i++) {
          liveOn(kit, random, sent);
        }

        // When
        final MetricsReader metrics =
            new MetricsReader(List.of(kit.keyValueStore(Stores.METRIC_PANES)));

        // Then
        for (int i = 0; i < 10; i++) {
          compareAWindow(metrics, random, sent, kit.now().toEpochMilli());
          compareASeries(metrics, random, sent, kit.now().toEpochMilli());
        }
      }
    }
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void shouldEndWithTheSamePanesWhateverWasRolledUpBetween(@ForAll final long seed) {
    // Given: events of ten hours, in two orders, with ticks at other moments between them
    final Random random = new Random(seed);
    final List<Sent> events = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      final long time = TopologyTestKit.START.toEpochMilli() + random.nextLong(10 * HOUR);
      events.add(new Sent("agent-1", time, 0, random.nextBoolean(), 1 + random.nextInt(5_000)));
    }

    // When
    final Map<String, byte[]> one = endOf(events, random);
    java.util.Collections.shuffle(events, random);
    final Map<String, byte[]> other = endOf(events, random);

    // Then
    assertThat(other.keySet()).isEqualTo(one.keySet());
    one.forEach((pane, bytes) -> assertThat(other.get(pane)).as(pane).isEqualTo(bytes));
  }

  /** All panes after ten hours, without the times of arrival, which are not the same. */
  private static Map<String, byte[]> endOf(final List<Sent> events, final Random random) {
    final Map<String, byte[]> found = new HashMap<>();
    try (TopologyTestKit kit = newKit()) {
      kit.advance(Duration.ofHours(10));
      for (final Sent event : events) {
        send(kit, event.agent(), event.time(), event.failed(), event.millis());
        if (random.nextInt(4) == 0) {
          kit.advance(Duration.ofSeconds(random.nextInt(60)));
          kit.tick();
        }
      }
      kit.tickFor(Duration.ofMinutes(6), Duration.ofMinutes(1));
      final PanesReader panes = new PanesReader(kit.keyValueStore(Stores.METRIC_PANES));
      for (final PaneSeries series :
          List.of(PaneSeries.entity("tenant-a", "agent-1"), PaneSeries.tenant("tenant-a"))) {
        for (final Resolution resolution : Resolution.values()) {
          panes
              .list(series, resolution, Long.MIN_VALUE, Long.MAX_VALUE)
              .forEach(
                  pane ->
                      found.put(
                          series + " " + resolution + " " + Instant.ofEpochMilli(pane.start()),
                          withoutArrival(pane.pane())));
        }
      }
    }
    return found;
  }

  private static byte[] withoutArrival(final byte[] pane) {
    final List<Pane.Section> sections = new ArrayList<>();
    Pane.readSections(pane, sections);
    return Pane.of(0, Pane.events(pane), Pane.successes(pane), Pane.failures(pane), sections);
  }

  private static TopologyTestKit newKit() {
    return TopologyTestKit.of(
        rooms ->
            new AnalyticsTopology(rooms.settings(), rooms.serdes())
                .addTo(rooms.builder(), rooms.agents()));
  }

  /** Time passes, is told or not, and an event may come, mostly soon after it happened. */
  private static void liveOn(
      final TopologyTestKit kit, final Random random, final List<Sent> sent) {
    final long pause =
        switch (random.nextInt(12)) {
          case 0 -> random.nextLong(12 * HOUR);
          case 1, 2 -> random.nextLong(HOUR);
          default -> random.nextLong(90_000);
        };
    kit.advance(Duration.ofMillis(pause));
    if (random.nextInt(3) == 0) {
      kit.tick();
    }
    final long now = kit.now().toEpochMilli();
    final long late =
        switch (random.nextInt(8)) {
          case 0 -> random.nextLong(Duration.ofDays(7).toMillis());
          case 1, 2 -> random.nextLong(5 * HOUR);
          case 3 -> -random.nextLong(300_000);
          default -> random.nextLong(60_000);
        };
    final Sent event =
        new Sent(
            AGENTS.get(random.nextInt(AGENTS.size())),
            now - late,
            now,
            random.nextInt(4) == 0,
            1 + random.nextInt(100_000));
    send(kit, event.agent(), event.time(), event.failed(), event.millis());
    sent.add(event);
  }

  private static void send(
      final TopologyTestKit kit,
      final String agent,
      final long time,
      final boolean failed,
      final long millis) {
    kit.agents()
        .pipe(
            agentEvent(failed ? "task.failed" : "task.completed")
                .entity(agent)
                .durationMs(millis)
                .at(Instant.ofEpochMilli(time)));
  }

  private static void compareAWindow(
      final MetricsReader metrics, final Random random, final List<Sent> sent, final long now) {
    final String agent = anAgentOrNone(random);
    final Window window = Window.values()[random.nextInt(Window.values().length)];
    final long at = aMoment(random, sent);
    final WindowMetrics answer =
        agent == null
            ? metrics.tenant("tenant-a", window, at)
            : metrics.entity("tenant-a", agent, window, at);
    assertThat(answer.from()).isLessThanOrEqualTo(window.start(at));
    assertThat(answer.to()).isGreaterThanOrEqualTo(window.end(at));
    compare(answer, agent, sent, now);
  }

  private static void compareASeries(
      final MetricsReader metrics, final Random random, final List<Sent> sent, final long now) {
    final String agent = anAgentOrNone(random);
    final Duration step = Duration.ofMinutes(List.of(1, 7, 15, 60).get(random.nextInt(4)));
    final long from = PaneKey.minute(aMoment(random, sent));
    final long to = from + step.toMillis() * (1 + random.nextInt(30));
    final List<WindowMetrics> series =
        agent == null
            ? metrics.tenantSeries("tenant-a", from, to, step)
            : metrics.entitySeries("tenant-a", agent, from, to, step);
    assertThat(series.get(0).from()).isLessThanOrEqualTo(from);
    assertThat(series.get(series.size() - 1).to()).isGreaterThanOrEqualTo(to);
    for (int i = 0; i < series.size(); i++) {
      if (i > 0) {
        assertThat(series.get(i).from()).isEqualTo(series.get(i - 1).to());
      }
      compare(series.get(i), agent, sent, now);
    }
  }

  private static @Nullable String anAgentOrNone(final Random random) {
    return random.nextInt(3) == 0 ? null : AGENTS.get(random.nextInt(AGENTS.size()));
  }

  private static long aMoment(final Random random, final List<Sent> sent) {
    return sent.get(random.nextInt(sent.size())).time() + random.nextLong(HOUR);
  }

  private static void compare(
      final WindowMetrics answer,
      final @Nullable String agent,
      final List<Sent> sent,
      final long now) {
    final Predicate<Sent> own = event -> agent == null || event.agent().equals(agent);
    final List<Sent> events =
        sent.stream()
            .filter(own)
            .filter(event -> event.time() >= answer.from() && event.time() < answer.to())
            .toList();
    if (events.stream().anyMatch(event -> lastArrival(sent, own, event) + RETENTION <= now)) {
      return; // its hour may be forgotten
    }
    final long failures = events.stream().filter(Sent::failed).count();
    assertThat(answer.eventsProcessed()).isEqualTo(events.size());
    assertThat(answer.failures()).isEqualTo(failures);
    assertThat(answer.successes()).isEqualTo(events.size() - failures);
    if (events.isEmpty()) {
      assertThat(answer.metrics()).isEmpty();
      return;
    }
    final long[] sorted = events.stream().mapToLong(Sent::millis).sorted().toArray();
    final MetricSummary times = answer.metrics().get("responseTime");
    assertThat(times.count()).isEqualTo(sorted.length);
    assertThat(times.sum()).isEqualTo(java.util.stream.LongStream.of(sorted).sum());
    assertThat(times.min()).isEqualTo(sorted[0]);
    assertThat(times.max()).isEqualTo(sorted[sorted.length - 1]);
    final double median = sorted[(sorted.length + 1) / 2 - 1];
    assertThat(times.median()).isCloseTo(median, within(0.01 * median));
  }

  /** When the last event of the same hour arrived. */
  private static long lastArrival(
      final List<Sent> sent, final Predicate<Sent> own, final Sent event) {
    return sent.stream()
        .filter(own)
        .filter(other -> Math.floorDiv(other.time(), HOUR) == Math.floorDiv(event.time(), HOUR))
        .mapToLong(Sent::arrival)
        .max()
        .orElseThrow();
  }
}
