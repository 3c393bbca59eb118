package com.nexora.streams.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class RuleSetTest {

  private static final RuleSet RULES = RulesYaml.shipped();

  @Test
  void shouldGiveATaggedActItsFrameworksTermsWhateverItsCategory() {
    // Given
    final AuditEvent act = Acts.act("SYSTEM").setFrameworks(List.of("GDPR")).build();

    // When
    final Judgement judgement = RULES.judge(act);

    // Then
    assertThat(judgement.encrypt()).isTrue();
    assertThat(judgement.retentionDays()).isEqualTo(2190);
  }

  @Test
  void shouldSayNothingOfAnActThatNoRuleIsAbout() {
    // When
    final Judgement judgement = RULES.judge(Acts.act("SYSTEM").build());

    // Then
    assertThat(judgement).isSameAs(Judgement.NONE);
  }

  @Test
  void shouldNotCallAFieldMissingThatWentWithAPayloadReplacedByItsDigest() {
    // Given
    final AuditEvent act =
        Acts.act("CONFIGURATION")
            .setFrameworks(List.of("SOX"))
            .setPayload("{\"sha256\":\"ab\",\"bytes\":60000}")
            .build();

    // When
    final Judgement judgement = RULES.judge(act);

    // Then
    assertThat(judgement.violations()).isEmpty();
  }

  @Property(tries = 300)
  void shouldTakeTheLongestRetentionAndAnyEncryptionOfItsFrameworks(
      @ForAll @Size(max = 7) final Set<Framework> frameworks) {
    // Given
    final List<String> tags = frameworks.stream().map(Framework::tag).toList();
    final AuditEvent act = Acts.act("SYSTEM").setFrameworks(tags).build();

    // When
    final Judgement judgement = RULES.judge(act);

    // Then
    assertThat(judgement.retentionDays())
        .isEqualTo(
            frameworks.stream()
                .mapToInt(f -> RULES.terms().get(f).retentionDays())
                .max()
                .orElse(0));
    assertThat(judgement.encrypt())
        .isEqualTo(frameworks.stream().anyMatch(f -> RULES.terms().get(f).encryptionRequired()));
    assertThat(judgement.frameworks()).isEqualTo(frameworks);
  }

  @Property(tries = 300)
  void shouldJudgeAlikeInWhateverOrderTheTagsStand(
      @ForAll final List<Framework> frameworks, @ForAll final boolean failed) {
    // Given
    final List<String> tags = new ArrayList<>(frameworks.stream().map(Framework::tag).toList());
    final AuditEvent.Builder act =
        Acts.act("DATA_ACCESS").setOutcome(failed ? "failure" : "success");
    final Judgement one = RULES.judge(act.setFrameworks(List.copyOf(tags)).build());
    tags.sort(Comparator.reverseOrder());

    // When
    final Judgement other = RULES.judge(act.setFrameworks(tags).build());

    // Then
    assertThat(new HashSet<>(other.matched())).isEqualTo(new HashSet<>(one.matched()));
    assertThat(new HashSet<>(other.violations())).isEqualTo(new HashSet<>(one.violations()));
    assertThat(other.retentionDays()).isEqualTo(one.retentionDays());
  }

  @Property(tries = 300)
  void shouldNeverFailOnAnyPayload(@ForAll final String payload) {
    // Given
    final AuditEvent act = Acts.act("DATA_MODIFICATION").setPayload(payload).build();

    // When
    final Judgement judgement = RULES.judge(act);

    // Then
    assertThat(judgement).isNotNull();
  }

  /**
   * The bound is wide of what is measured (see docs/compliance.md), so that a busy machine passes.
   */
  @Test
  void shouldPassAnActThatNoRuleIsAboutInWellUnderAMicrosecond() {
    // Given
    final AuditEvent act = Acts.act("SYSTEM").setAction("task.completed").build();
    final AuditEvent read = Acts.act("DATA_ACCESS").setResource("table:colours").build();
    measure(act);
    measure(read);

    // When
    final double system = measure(act);
    final double dataAccess = measure(read);

    // Then
    System.out.printf("ns per act: no rule %.0f, rules of its category %.0f%n", system, dataAccess);
    assertThat(system).isLessThan(1_000);
    assertThat(dataAccess).isLessThan(5_000);
  }

  private static double measure(final AuditEvent act) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      int sum = 0;
      final long start = System.nanoTime();
      for (int i = 0; i < 100_000; i++) {
        sum += RULES.judge(act).retentionDays();
      }
      assertThat(sum).isZero();
      best = Math.min(best, (System.nanoTime() - start) / 100_000.0);
    }
    return best;
  }
}
