package com.nexora.streams.destinations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The machinery that all destinations share, against a destination that fails as the test says. */
final class DeliveryTest {

  private final AtomicLong now = new AtomicLong();

  /** Takes what is not poison, while it is up. */
  private static final class Fake implements Outlet {
    private final List<String> taken = new ArrayList<>();
    private final Set<Integer> poison;
    private final Set<Integer> downAt;
    private int tries;
    private int opened;

    Fake(final Set<Integer> poison, final Set<Integer> downAt) {
      this.poison = poison;
      this.downAt = downAt;
    }

    @Override
    public void deliver(final List<Item> batch) throws UnavailableException, RefusedException {
      if (downAt.contains(tries++)) {
        final int some = batch.size() / 2;
        for (int i = 0; i < some; i++) {
          if (poison.contains((int) batch.get(i).offset())) {
            throw new UnavailableException("down", i, 0);
          }
          taken.add(batch.get(i).id());
        }
        throw new UnavailableException("down", some, 0);
      }
      if (batch.stream().anyMatch(item -> poison.contains((int) item.offset()))) {
        throw new RefusedException("poison", 0);
      }
      batch.forEach(item -> taken.add(item.id()));
    }

    @Override
    public void close() {
      opened++;
    }
  }

  private static final class Count implements Delivery.Outcome {
    private int delivered;
    private int dead;
    private int failed;

    @Override
    public void delivered(final int items) {
      delivered += items;
    }

    @Override
    public void failed(final String error) {
      failed++;
    }

    @Override
    public void dead() {
      dead++;
    }
  }

  @Property(tries = 300)
  void shouldDeliverEveryGoodItemOnceInOrderAndEveryPoisonToTheDeadLetters(
      @ForAll @IntRange(min = 1, max = 60) final int count,
      @ForAll @Size(max = 6) final Set<@IntRange(min = 0, max = 59) Integer> poison,
      @ForAll @Size(max = 12) final Set<@IntRange(min = 0, max = 40) Integer> downAt) {
    // Given
    final Fake fake = new Fake(poison, downAt);
    final List<String> dead = new ArrayList<>();
    final Count counts = new Count();
    final Delivery delivery =
        new Delivery(() -> fake, (item, reason) -> dead.add(item.id()), counts, breaker());

    // When
    delivery.take(Samples.items(0, count));
    finish(delivery);

    // Then
    assertThat(fake.taken).isEqualTo(ids(count, poison, false));
    assertThat(dead).isEqualTo(ids(count, poison, true));
    assertThat(counts.delivered).isEqualTo(fake.taken.size());
    assertThat(counts.dead).isEqualTo(dead.size());
  }

  @Example
  void shouldTryOnlyOneItemWhileItIsOpenAndConnectAnew() {
    // Given
    final Fake fake = new Fake(Set.of(), Set.of(0, 1, 2, 3, 4));
    final List<Integer> sizes = new ArrayList<>();
    final Outlet watched =
        new Outlet() {
          @Override
          public void deliver(final List<Item> batch)
              throws UnavailableException, RefusedException {
            sizes.add(batch.size());
            if (sizes.size() <= 5) {
              throw new UnavailableException("down", 0, 0);
            }
          }

          @Override
          public void close() {
            fake.close();
          }
        };
    final Delivery delivery =
        new Delivery(() -> watched, (item, reason) -> {}, new Count(), breaker());

    // When
    delivery.take(Samples.items(0, 10));
    finish(delivery);

    // Then
    assertThat(sizes).containsExactly(10, 10, 10, 10, 10, 1, 9);
    assertThat(fake.opened).isEqualTo(5);
  }

  @Example
  void shouldKeepAPoisonItemUntilItsDeadLetterIsSafe() {
    // Given
    final Fake fake = new Fake(Set.of(0), Set.of());
    final List<String> dead = new ArrayList<>();
    final AtomicLong refusals = new AtomicLong(3);
    final Count counts = new Count();
    final Delivery delivery =
        new Delivery(
            () -> fake,
            (item, reason) -> {
              if (refusals.getAndDecrement() > 0) {
                throw new UnavailableException("no broker", 0, 0);
              }
              dead.add(item.id());
            },
            counts,
            breaker());

    // When
    delivery.take(Samples.items(0, 2));
    finish(delivery);

    // Then
    assertThat(dead).containsExactly("finding-0");
    assertThat(fake.taken).containsExactly("finding-1");
    assertThat(counts.failed).isEqualTo(3);
  }

  private Breaker breaker() {
    return new Breaker(now::get, () -> 0.5);
  }

  private void finish(final Delivery delivery) {
    for (int i = 0; i < 10_000 && !delivery.isDone(); i++) {
      now.addAndGet(delivery.waitMs());
      delivery.step();
    }
    assertThat(delivery.isDone()).isTrue();
  }

  private static List<String> ids(final int count, final Set<Integer> poison, final boolean dead) {
    return IntStream.range(0, count)
        .filter(i -> poison.contains(i) == dead)
        .mapToObj(i -> "finding-" + i)
        .collect(Collectors.toList());
  }
}
