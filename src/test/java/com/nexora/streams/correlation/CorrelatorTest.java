package com.nexora.streams.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.CorrelatedThreat;
import com.nexora.events.FindingChange;
import com.nexora.events.LifecycleStep;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.specific.SpecificRecord;

/** The laws of correlation: any order, one event at a time or all at once, the same findings. */
final class CorrelatorTest {

  private static final EntityRules RULES = new EntityRules(60, 1);

  @Property(tries = 150)
  void shouldGiveTheSameFindingsInAnyOrderAsFromTheWholeSetAtOnce(
      @ForAll final long seed,
      @ForAll @IntRange(min = 1, max = 60) final int count,
      @ForAll @IntRange(min = 1, max = 60) final int spread,
      @ForAll final long order) {
    // Given
    final List<SpecificRecord> events = Incidents.of(seed, count, spread);

    // When
    final Incremental run = Incremental.of(RULES, Incidents.shuffled(events, order));

    // Then
    assertThat(run.findings).isEqualTo(new Reference(60, 1).findings(events));
  }

  @Property(tries = 4)
  void shouldWriteTheSameViewInAnyOrder(@ForAll final long seed, @ForAll final long order) {
    // Given
    final List<SpecificRecord> events = Incidents.of(seed, 80, 30);

    // When
    final Map<String, CorrelatedThreat> view;
    try (CorrelationKit shuffled = new CorrelationKit()) {
      shuffled.pipe(Incidents.shuffled(events, order));
      view = shuffled.view();
    }

    // Then
    assertThat(view).containsExactlyInAnyOrderEntriesOf(new Reference(60, 1).findings(events));
  }

  @Property(tries = 6)
  void shouldGiveTheSameFindingsWhenAnEntityIsHot(
      @ForAll final long seed, @ForAll final long order) {
    // Given
    final List<SpecificRecord> events = Incidents.of(seed, 400, 25);

    // When
    final Incremental run = Incremental.of(RULES, Incidents.shuffled(events, order));

    // Then
    assertThat(run.findings).isEqualTo(new Reference(60, 1).findings(events));
  }

  @Property(tries = 60)
  void shouldLetTheScoreBeRecomputedFromTheFinding(
      @ForAll final long seed, @ForAll @IntRange(min = 1, max = 80) final int count) {
    // Given
    final List<SpecificRecord> events = Incidents.of(seed, count, 20);

    // When
    final Incremental run = Incremental.of(RULES, events);

    // Then
    for (final CorrelatedThreat finding : run.findings.values()) {
      assertThat(Reference.score(finding.getFactors(), finding.getCriticality()))
          .isEqualTo(finding.getCorrelationScore());
      assertThat(finding.getFactors())
          .allSatisfy(
              factor ->
                  assertThat(Reference.decay(factor.getEvidenceMicros(), factor.getAgeMs()))
                      .isEqualTo(factor.getDecayedMicros()));
    }
  }

  @Property(tries = 60)
  void shouldTellEachStepOnceAndCountOpenFindingsExactly(
      @ForAll final long seed,
      @ForAll @IntRange(min = 1, max = 80) final int count,
      @ForAll final long order) {
    // Given
    final List<SpecificRecord> events = Incidents.of(seed, count, 30);

    // When
    final Incremental run = Incremental.of(RULES, Incidents.shuffled(events, order));

    // Then
    final Map<String, Boolean> open = new HashMap<>();
    final Map<String, Double> scores = new HashMap<>();
    final Map<String, Set<String>> told = new HashMap<>();
    for (final FindingChange change : run.changes) {
      final String id = change.getFindingId();
      assertThat(change.getWasOpen()).isEqualTo(open.getOrDefault(id, false));
      open.put(id, change.getIsOpen());
      assertThat(change.getPreviousScore()).isEqualTo(scores.get(id));
      if (change.getChange().equals("opened") || change.getChange().equals("rescored")) {
        scores.put(id, change.getThreatScore());
      }
      if (!change.getChange().equals("reopened") && !change.getChange().equals("rescored")) {
        assertThat(told.computeIfAbsent(id, i -> new HashSet<>()).add(change.getCauseEventId()))
            .isTrue();
      }
    }
    run.findings.forEach(
        (id, finding) -> {
          assertThat(open.get(id)).isEqualTo(!finding.getStatus().equals("resolved"));
          assertThat(scores.get(id)).isEqualTo(finding.getThreatScore());
          assertThat(told.get(id))
              .containsAll(finding.getLifecycle().stream().map(LifecycleStep::getEventId).toList())
              .contains(id);
        });
  }

  @Example
  void shouldProduceFindingsOfEveryStatusInTheseTests() {
    // Given
    final List<SpecificRecord> events = Incidents.of(7, 300, 60);

    // When
    final Incremental run = Incremental.of(RULES, events);

    // Then
    assertThat(run.findings.values())
        .extracting(CorrelatedThreat::getStatus)
        .contains("open", "escalated", "resolved");
  }
}
