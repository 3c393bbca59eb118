package com.nexora.streams.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import com.nexora.streams.catalogue.AdminAct;
import com.nexora.streams.compliance.RulesSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RulesWatchTest {

  @TempDir private Path folder;
  private final List<AuditEvent> recorded = new ArrayList<>();
  private boolean reachable = true;
  private Path file = Path.of("");
  private RulesSource rules = RulesSource.shipped();

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("rules.yaml");
    change(rules(1), 0);
    rules = RulesSource.of(file);
  }

  @Test
  void shouldRecordAChangeOfTheRulesOnce() throws IOException {
    // Given
    final RulesWatch watch = new RulesWatch(rules, this::record);
    change(rules(20), 1);

    // When
    watch.look();
    watch.look();

    // Then
    assertThat(recorded)
        .singleElement()
        .returns("compliance.rules.changed", AuditEvent::getEventType)
        .returns("success", AuditEvent::getOutcome)
        .returns("1 rules hold now", AuditEvent::getDescription)
        .satisfies(act -> assertThat(act.getResource()).matches("compliance-rules:[0-9a-f]{64}"));
  }

  @Test
  void shouldRecordThatChangedRulesWereRefused() throws IOException {
    // Given
    final RulesWatch watch = new RulesWatch(rules, this::record);
    change("rules: none", 1);

    // When
    watch.look();

    // Then
    assertThat(recorded)
        .singleElement()
        .returns("compliance.rules.refused", AuditEvent::getEventType)
        .returns("failure", AuditEvent::getOutcome);
    assertThat(rules.current().rules()).hasSize(1);
  }

  @Test
  void shouldRecordAChangeLaterWhenItCouldNotAtOnce() throws IOException {
    // Given
    final RulesWatch watch = new RulesWatch(rules, this::record);
    change(rules(20), 1);
    reachable = false;
    watch.look();
    reachable = true;

    // When
    watch.look();

    // Then
    assertThat(recorded).hasSize(1);
  }

  @Test
  void shouldRecordNothingWhileTheFileStays() {
    // Given
    final RulesWatch watch = new RulesWatch(rules, this::record);

    // When
    watch.look();

    // Then
    assertThat(recorded).isEmpty();
  }

  private void record(final AdminAct act) {
    if (!reachable) {
      throw new IllegalStateException("no broker");
    }
    recorded.add(act.event());
  }

  private void change(final String text, final int second) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L + second * 1000L));
  }

  private static String rules(final int days) {
    return """
        frameworks:
          SOX: {retention_days: %d, encryption_required: false}
        rules:
          - {rule_id: S, framework: SOX, title: t, citation: c, category: SECURITY, severity: LOW,
             retention_days: 1, real_time_monitoring: false, encryption_required: false,
             match: [{frameworks: SOX}], violated: [{outcome: failure}]}
        """
        .formatted(days);
  }
}
