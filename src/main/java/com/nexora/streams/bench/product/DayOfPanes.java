package com.nexora.streams.bench.product;

import com.nexora.events.AgentEvent;
import com.nexora.streams.analytics.EventFold;
import com.nexora.streams.analytics.MetricPaths;
import com.nexora.streams.catalogue.StoreKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What the pane store holds of one owner at the end of a day with an event every second: the
 * minutes of the last three hours and a quarter (the minutes of a quarter go together), the
 * quarters and the hours of the day. Made by the classes that the product counts with, from events.
 */
final class DayOfPanes {

  static final int MINUTES_KEPT = 195;

  private static final long MINUTE_MS = 60_000;
  private static final int DAY_MINUTES = 1_440;
  private static final int QUARTER = 15;
  private static final int HOUR = 60;
  private static final int EVENTS_A_MINUTE = 60;

  private final List<Pane> panes;

  private DayOfPanes(final List<Pane> panes) {
    this.panes = panes;
  }

  /** Length of a pane. */
  enum Kind {
    MINUTE('1'),
    QUARTER('q'),
    HOUR('h');

    private final char letter;

    Kind(final char letter) {
      this.letter = letter;
    }

    /** The key under which an owner's pane of this kind lies. */
    byte[] key(final byte[] owner, final long start) {
      return StoreKey.of().part(owner).kind(letter).number(start).bytes();
    }
  }

  /** A pane without its owner. */
  record Pane(Kind kind, long start, byte[] value) {}

  /**
   * A day of one agent.
   *
   * @param seed another one, another agent
   * @param from start of the day, epoch milliseconds
   * @param metrics what each event measures: 3, response time, tokens and cost, or 1, response time
   */
  static DayOfPanes of(final long seed, final long from, final int metrics) {
    final Random random = new Random(seed);
    final EventFold fold = new EventFold(MetricPaths.defaults());
    final byte[][] minutes = new byte[DAY_MINUTES][];
    final byte[][] quarters = new byte[DAY_MINUTES / QUARTER][];
    final byte[][] hours = new byte[DAY_MINUTES / HOUR][];
    for (int minute = 0; minute < DAY_MINUTES; minute++) {
      for (int i = 0; i < EVENTS_A_MINUTE; i++) {
        final long time = from + minute * MINUTE_MS + i * (MINUTE_MS / EVENTS_A_MINUTE);
        fold.read(event(random, time, metrics));
        minutes[minute] = fold.addTo(minutes[minute], time);
        quarters[minute / QUARTER] = fold.addTo(quarters[minute / QUARTER], time);
        hours[minute / HOUR] = fold.addTo(hours[minute / HOUR], time);
      }
    }
    final List<Pane> panes = new ArrayList<>();
    add(panes, Kind.MINUTE, minutes, DAY_MINUTES - MINUTES_KEPT, from, MINUTE_MS);
    add(panes, Kind.QUARTER, quarters, 0, from, QUARTER * MINUTE_MS);
    add(panes, Kind.HOUR, hours, 0, from, HOUR * MINUTE_MS);
    return new DayOfPanes(panes);
  }

  private static AgentEvent event(final Random random, final long time, final int metrics) {
    final AgentEvent event = AgentFeed.event(random, "e", 0, time);
    if (metrics == 1) {
      event.setPayload(event.getPayload().replaceFirst(",\"metrics\":\\{[^}]*}", ""));
    }
    return event;
  }

  private static void add(
      final List<Pane> to,
      final Kind kind,
      final byte[][] values,
      final int first,
      final long from,
      final long stepMs) {
    for (int i = first; i < values.length; i++) {
      to.add(new Pane(kind, from + i * stepMs, values[i]));
    }
  }

  /** Tells the panes under the keys that they have in the store of this owner. */
  void forEach(final byte[] owner, final PaneConsumer consumer) {
    for (final Pane pane : panes) {
      consumer.accept(pane.kind(), pane.kind().key(owner, pane.start()), pane.value());
    }
  }

  /** Takes one pane. */
  @FunctionalInterface
  interface PaneConsumer {
    void accept(Kind kind, byte[] key, byte[] value);
  }
}
