package com.nexora.streams.tenants;

import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.catalogue.TenantSettings.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of a tenant's events are taken, as its settings say.
 *
 * <p>Filters are alternatives, what a filter says must hold together. An error in one alternative
 * does not hide another one that lets the event through; if none does, nobody knows whether the
 * event was wanted, and it is not let through.
 */
public final class TenantFilter {

  private static final TenantFilter OPEN = new TenantFilter(Set.of(), List.of());

  private final Set<String> topics;
  private final List<Alternative> alternatives;

  private TenantFilter(final Set<String> topics, final List<Alternative> alternatives) {
    this.topics = topics;
    this.alternatives = alternatives;
  }

  private record Alternative(
      Set<String> eventTypes, Set<String> sources, List<Conditions.Compiled> conditions) {

    boolean concerns(final EventView event) {
      return (eventTypes.isEmpty() || eventTypes.contains(event.eventType()))
          && (sources.isEmpty() || sources.contains(event.source()));
    }
  }

  /** The filter of these settings. */
  public static TenantFilter of(final TenantSettings settings, final Conditions conditions) {
    if (settings.topics().isEmpty() && settings.filters().isEmpty()) {
      return OPEN;
    }
    final List<Alternative> alternatives = new ArrayList<>();
    for (final Filter filter : settings.filters()) {
      alternatives.add(
          new Alternative(
              filter.eventTypes(),
              filter.sources(),
              filter.conditions().stream().map(conditions::of).toList()));
    }
    return new TenantFilter(settings.topics(), alternatives);
  }

  /** Whether events of a topic are taken at all. */
  public boolean takes(final String topic) {
    return topics.isEmpty() || topics.contains(topic);
  }

  /** Whether every event of a topic that is taken passes, so that nobody need look at it. */
  public boolean isOpen() {
    return alternatives.isEmpty();
  }

  /**
   * Whether an event passes.
   *
   * @throws EvaluationException if nothing lets it through and a condition had no answer
   */
  public boolean passes(final EventView event) throws EvaluationException {
    if (isOpen()) {
      return true;
    }
    final EventVariables variables = new EventVariables(event);
    final Effort effort = new Effort();
    @Nullable EvaluationException unclear = null;
    for (int i = 0; i < alternatives.size(); i++) {
      final Alternative alternative = alternatives.get(i);
      if (alternative.concerns(event)) {
        try {
          if (allHold(alternative.conditions(), i, variables, effort)) {
            return true;
          }
        } catch (final EvaluationException e) {
          unclear = unclear == null ? e : unclear;
        }
      }
    }
    if (unclear != null) {
      throw unclear;
    }
    return false;
  }

  private static boolean allHold(
      final List<Conditions.Compiled> conditions,
      final int filter,
      final EventVariables event,
      final Effort effort)
      throws EvaluationException {
    @Nullable EvaluationException unclear = null;
    for (int i = 0; i < conditions.size(); i++) {
      final Conditions.Compiled compiled = conditions.get(i);
      final Condition condition = compiled.condition();
      try {
        if (condition == null) {
          throw new EvaluationException(compiled.mistake());
        }
        if (!condition.holds(event, effort)) {
          return false;
        }
      } catch (final EvaluationException e) {
        unclear =
            unclear == null
                ? new EvaluationException(
                    "condition %d of filter %d has no answer: %s"
                        .formatted(i + 1, filter + 1, e.getMessage()))
                : unclear;
      }
    }
    if (unclear != null) {
      throw unclear;
    }
    return true;
  }
}
