package com.nexora.streams.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.processkit.ActLoad;
import com.nexora.streams.processkit.ApplicationProcess;
import com.nexora.streams.processkit.Cli;
import com.nexora.streams.processkit.CommitWatch.Point;
import com.nexora.streams.processkit.TrailPair;
import com.nexora.streams.processkit.TrailPair.Struck;
import com.nexora.streams.processkit.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One guarantee: whatever befalls the owner of a log while it seals (kill -9 at a point of its
 * commit, a sleep beyond its session), every act is sealed once, no log forks or gaps, and each
 * signed head is a head of the one tree.
 *
 * <p>{@code -Dnexora.audit.kills=30} makes a longer run, {@code -Dnexora.audit.seed} another one.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AuditCrashIT {

  private static final int KILLS = Integer.getInteger("nexora.audit.kills", 3);
  private static final long SEED = Long.getLong("nexora.audit.seed", 42);
  private static final int RATE = 300;
  private static final int REPEATS = 600;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final List<Point> POINTS =
      List.of(Point.WRITTEN, Point.OFFSETS_ADDED, Point.COMMITTING, Point.COMMITTED);
  private static final Pattern FENCED =
      Pattern.compile("fenced|TaskMigrated|InvalidProducerEpoch|another instance signs");

  @TempDir private static Path directory;
  private static TrailPair pair;

  /** What the broker has taken over all tests: the trail is one. */
  private static final Set<String> reported = new TreeSet<>();

  @BeforeAll
  static void start() {
    pair = TrailPair.start(directory);
  }

  @AfterAll
  static void stop() {
    if (pair != null) {
      pair.close();
    }
  }

  @Test
  @Order(1)
  void shouldKeepEveryLogWholeWhenItsOwnerIsKilledAroundCommits() {
    // Given
    final ActLoad load = pair.load("kill", RATE);
    final Random random = new Random(SEED);
    final Map<Point, Integer> found = new EnumMap<>(Point.class);

    // When
    for (final Point point : points(random)) {
      final Struck struck = pair.await(point);
      pause(random.nextInt(4));
      pair.instance(struck.name()).kill9();
      found.merge(pair.now(struck), 1, Integer::sum);
      pair.instance(struck.name()).restart();
    }
    sealAll(load);

    // Then
    System.out.printf("%d kills; the commits of the killed stood at %s%n", KILLS, found);
    assertThat(found.keySet())
        .as("a kill that strikes no open transaction proves nothing")
        .containsAnyOf(Point.WRITTEN, Point.OFFSETS_ADDED);
    assertWhole();
  }

  @Test
  @Order(2)
  void shouldFenceOffAnOwnerThatSleptBeyondItsSession() {
    // Given
    final ActLoad load = pair.load("zombie", RATE);
    pair.instance("one").awaitReady(LIMIT);
    pair.instance("two").awaitReady(LIMIT);
    final Struck asleep = pair.await(Point.WRITTEN);
    final ApplicationProcess zombie = pair.instance(asleep.name());
    final int before = zombie.log().length();

    // When
    zombie.signal("STOP");
    pause(TrailPair.SESSION.toMillis());
    final Set<String> meanwhile = load.ids();
    pair.awaitSealed(meanwhile);
    zombie.signal("CONT");
    Waiting.until(
        "fencing off the zombie",
        LIMIT,
        () -> FENCED.matcher(zombie.log().substring(before)).find(),
        pair::logs);
    zombie.awaitReady(LIMIT);
    sealAll(load);

    // Then
    assertThat(zombie.alive()).isTrue();
    assertWhole();
  }

  @Test
  @Order(3)
  void shouldGoOnFromTheStandbyWhenTheOwnerIsGone() {
    // Given
    final ActLoad load = pair.load("standby", RATE);
    final Struck owner = pair.await(Point.WRITTEN);
    final String standby = pair.other(owner.name());
    final Set<Integer> partitions = Set.of(0, 1, 2, 3);
    Waiting.until(
        "standby copies", LIMIT, () -> pair.copies(standby).containsAll(partitions), pair::logs);

    // When
    pair.await(Point.OFFSETS_ADDED, owner.name());
    pair.instance(owner.name()).kill9();
    report("standby", REPEATS);
    sealAll(load);
    // Of the same tenants, so they are sealed behind the repeats.
    sealAll(report("behind the repeats", REPEATS));

    // Then: also no repeat is sealed of acts that only the changelog told the standby of
    assertThat(pair.instance(owner.name()).alive()).isFalse();
    assertWhole();
  }

  /** As many points as kills, each as often as the others, in an order of the seed. */
  private static List<Point> points(final Random random) {
    final List<Point> points = new ArrayList<>();
    while (points.size() < KILLS) {
      final List<Point> each = new ArrayList<>(POINTS);
      Collections.shuffle(each, random);
      points.addAll(each);
    }
    return points.subList(0, KILLS);
  }

  /** Reports so many acts of a run and stops. */
  private static ActLoad report(final String run, final int acts) {
    final ActLoad load = pair.load(run, RATE);
    Waiting.until(acts + " acts", LIMIT, () -> load.ids().size() >= acts, pair::logs);
    load.stop();
    return load;
  }

  private static void sealAll(final ActLoad load) {
    load.stop();
    reported.addAll(load.ids());
    pair.awaitSealed(load.ids());
    pair.awaitSigned();
  }

  private static void assertWhole() {
    assertThat(pair.damage(reported)).as(pair.logs()).isEmpty();
    final Cli.Outcome verdict = pair.verify();
    assertThat(verdict.exitCode()).as(verdict.toString()).isZero();
  }

  private static void pause(final long ms) {
    try {
      Thread.sleep(ms);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
