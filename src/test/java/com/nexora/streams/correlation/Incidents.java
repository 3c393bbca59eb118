package com.nexora.streams.correlation;

import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.remediation;
import static com.nexora.streams.testkit.Events.threat;

import com.nexora.streams.testkit.Events.NhiDraft;
import com.nexora.streams.testkit.Events.ThreatDraft;
import com.nexora.streams.testkit.TopologyTestKit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;

/**
 * Sets of events that hit the corners on purpose: two tenants with equal entity ids, few threats
 * over many buckets, equal times, distances of exactly five minutes, repeats.
 */
final class Incidents {

  private static final long BASE = TopologyTestKit.START.toEpochMilli();
  private static final String[] TACTICS = {"", "TA0001", "TA0002", "TA0006", "TA0040"};
  private static final String[] WEIGHTS = {"", "", "low", "medium", "high", "critical", "odd"};

  private final Random random;

  private Incidents(final long seed) {
    random = new Random(seed);
  }

  /**
   * That many different events.
   *
   * @param spread number of 30-second steps over which they lie
   */
  static List<SpecificRecord> of(final long seed, final int count, final int spread) {
    final Incidents incidents = new Incidents(seed);
    final List<SpecificRecord> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(incidents.event(i, spread));
    }
    return events;
  }

  /** The same events in another order, some of them twice. */
  static List<SpecificRecord> shuffled(final List<SpecificRecord> events, final long seed) {
    final List<SpecificRecord> shuffled = new ArrayList<>(events);
    final Random random = new Random(seed);
    for (int i = events.size() / 5; i > 0; i--) {
      shuffled.add(events.get(random.nextInt(events.size())));
    }
    java.util.Collections.shuffle(shuffled, random);
    return shuffled;
  }

  private SpecificRecord event(final int number, final int spread) {
    final String id = Integer.toString(Integer.reverse(number) >>> 4, 36) + "-" + number;
    final String tenant = random.nextInt(4) == 0 ? "tenant/b" : "tenant-a";
    final String entity = random.nextInt(5) == 0 ? "role-2" : "role-1";
    final long nudge = random.nextInt(3) == 0 ? random.nextInt(3) - 1 : 0;
    final long time = BASE + 30_000L * random.nextInt(spread) + nudge;
    final int kind = random.nextInt(20);
    if (kind < 9) {
      return activity().id(id).of(tenant).entity(entity).at(time).build();
    }
    if (kind < 19) {
      return sighting(kind).id(id).of(tenant).entity(entity).at(time).build();
    }
    return remediation("threat-" + random.nextInt(4))
        .id(id)
        .of(tenant)
        .entity(entity)
        .at(time)
        .build();
  }

  private NhiDraft activity() {
    final NhiDraft draft =
        nhi().type(random.nextBoolean() ? "nhi.updated" : "nhi.baseline_changed");
    final int signal = random.nextInt(4);
    if (signal == 0) {
      draft.risk(random.nextInt(101) / 10.0);
    } else if (signal == 1) {
      draft.deviating(random.nextInt(11) / 10.0);
    }
    final String weight = WEIGHTS[random.nextInt(WEIGHTS.length)];
    return weight.isEmpty() ? draft : draft.with("criticality", weight);
  }

  private ThreatDraft sighting(final int kind) {
    final ThreatDraft draft =
        threat("threat-" + random.nextInt(4))
            .scored(random.nextInt(40) == 0 ? 0 : random.nextInt(21) / 2.0)
            .confident(random.nextInt(11) / 10.0)
            .tactic(TACTICS[random.nextInt(TACTICS.length)])
            .technique(random.nextBoolean() ? "" : "T1552.005")
            .named(random.nextBoolean() ? "" : "detection " + random.nextInt(3));
    return switch (kind) {
      case 15, 16 -> draft.escalated();
      case 17, 18 -> draft.resolved();
      default -> draft;
    };
  }
}
