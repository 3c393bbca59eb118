package com.nexora.streams.embedded;

import com.nexora.events.AgentEvent;
import com.nexora.streams.imports.Importable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A believable working day of several tenants, as a sequence of events without end: agents at work,
 * identities calling, detections of little weight, and every few minutes an attack story and an
 * agent in trouble.
 *
 * <p>Pure: the same settings tell the same events, byte for byte. The clock of the story advances
 * by the rate, whatever the speed at which it is told.
 */
public final class Scenario implements Iterator<Importable> {

  private static final long FIRST_STORY_MILLIS = 3_000;
  private static final long FIRST_STORY_ENDS_MILLIS = 60_000;

  private final Settings settings;
  private final Draw draw;
  private final Timeline timeline = new Timeline();
  private final ScenarioAgents agents;
  private final ScenarioIdentities identities;
  private final ScenarioStories stories;
  private final ScenarioIncidents incidents;
  private final boolean calm;
  private long told;
  private long nextStory;

  /**
   * What makes one scenario differ from another.
   *
   * @param seed of all that is left to chance
   * @param start time of the first event, epoch milliseconds
   * @param rate events per second of the story's clock
   * @param tenants number of tenants, from 1
   * @param agentsPerTenant number of agents of each, from 1
   */
  public record Settings(long seed, long start, double rate, int tenants, int agentsPerTenant) {

    public Settings {
      require(rate > 0 && rate <= 1_000_000, "rate must be above 0 and at most 1000000 events/s");
      require(tenants >= 1 && tenants <= 1_000, "tenants must be 1 to 1000");
      require(agentsPerTenant >= 1 && agentsPerTenant <= 10_000, "agents must be 1 to 10000");
      require(start >= 0, "start must not lie before 1970");
    }

    private static void require(final boolean holds, final String message) {
      if (!holds) {
        throw new IllegalArgumentException(message);
      }
    }
  }

  public Scenario(final Settings settings) {
    this(settings, false);
  }

  /**
   * The same agents at work before {@code start}, with nothing unusual: what a baseline learns
   * from. As dense as the story itself, so that its beginning is nothing unusual either.
   *
   * @param before how long before, whole minutes
   */
  static Stream<Importable> history(final Settings settings, final Duration before) {
    final Settings earlier =
        new Settings(
            settings.seed(),
            settings.start() - before.toMillis(),
            settings.rate(),
            settings.tenants(),
            settings.agentsPerTenant());
    final Scenario past = new Scenario(earlier, true);
    return Stream.generate(past::next)
        .limit((long) (before.toSeconds() * settings.rate()))
        .filter(
            event ->
                event.event() instanceof AgentEvent
                    || event.timestamp() < earlier.start() + FIRST_STORY_ENDS_MILLIS);
  }

  private Scenario(final Settings settings, final boolean calm) {
    this.settings = settings;
    this.calm = calm;
    draw = new Draw(settings.seed());
    final EventIds ids = new EventIds(settings.seed(), settings.start());
    final List<String> tenants = tenants(settings.tenants());
    agents = new ScenarioAgents(draw, ids, timeline, tenants, settings.agentsPerTenant());
    identities = new ScenarioIdentities(draw, ids, timeline, tenants);
    stories = new ScenarioStories(draw, identities, tenants);
    agents.appear(settings.start());
    identities.appear(settings.start());
    incidents = new ScenarioIncidents(settings.seed(), settings.start(), agents);
    nextStory = stories.open(settings.start() + FIRST_STORY_MILLIS) + pause();
  }

  private static List<String> tenants(final int count) {
    final List<String> names = new ArrayList<>(List.of("acme", "globex", "initech"));
    for (int i = names.size(); i < count; i++) {
      names.add("tenant-" + (i + 1));
    }
    return List.copyOf(names.subList(0, count));
  }

  /** Always: the story has no end. */
  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public Importable next() {
    final long now = settings.start() + (long) (told++ * 1_000.0 / settings.rate());
    if (!calm) {
      incidents.proceed(now);
    }
    if (now >= nextStory) {
      nextStory = stories.another(now) + pause();
    }
    Optional<Importable> due = timeline.due(now);
    while (due.isEmpty()) {
      happen(now);
      due = timeline.due(now);
    }
    return due.get();
  }

  /** Something ordinary begins, and its first event is due at once. */
  private void happen(final long now) {
    final double kind = draw.unit();
    if (kind < 0.55) {
      agents.task(now);
    } else if (kind < 0.80) {
      identities.call(now);
    } else if (kind < 0.93) {
      agents.measurement(now);
    } else if (kind < 0.96) {
      agents.workflow(now);
    } else if (kind < 0.98) {
      identities.drift(now);
    } else if (kind < 0.998) {
      identities.noise(now);
    } else {
      agents.failure(now);
    }
  }

  private long pause() {
    return 60_000 + draw.below(120_000);
  }
}
