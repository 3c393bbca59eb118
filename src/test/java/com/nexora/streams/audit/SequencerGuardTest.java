package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.checkpoint.CheckpointGuard;
import com.nexora.streams.audit.checkpoint.LeafWalk;
import com.nexora.streams.audit.checkpoint.LogFault;
import com.nexora.streams.audit.checkpoint.LogSource;
import com.nexora.streams.audit.checkpoint.PublishedCheckpoint;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.deadletter.DeadLetterTopology;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The sequencer asks its guard before it seals, and stops when it is told to. */
final class SequencerGuardTest {

  @Test
  void shouldNotBeginOnAStoreThatKnowsLessThanTheTopicHolds() {
    // Given
    final CheckpointGuard guard = new CheckpointGuard(new Holding(5), null, Duration.ofMillis(100));

    // When / Then
    assertThatThrownBy(() -> kit(guard))
        .hasRootCauseInstanceOf(LogFault.class)
        .rootCause()
        .hasMessageContaining("the restored store knows of 0 entries, but 5 are committed");
  }

  @Test
  void shouldSealNothingMoreOnceAFaultWasFoundWhileRunning() {
    // Given
    final CheckpointGuard guard = new CheckpointGuard(new Holding(0), null, Duration.ofMillis(100));
    try (TopologyTestKit kit = kit(guard)) {
      pipe(kit, "act-1");
      guard.stop(TrailLog.ofDefault(0), new LogFault(LogFault.Kind.FORKED, "a second writer"));

      // When / Then
      assertThatThrownBy(() -> pipe(kit, "act-2"))
          .rootCause()
          .hasMessageContaining("a second writer");
      assertThat(kit.output(Topics.AUDIT_RECORDS, AuditRecord.class).readAll()).hasSize(1);
    }
  }

  private static TopologyTestKit kit(final CheckpointGuard guard) {
    return TopologyTestKit.of(
        rooms ->
            new DeadLetterTopology(rooms.serdes())
                .addTo(
                    "audit-inbox",
                    new SequencerTopology(rooms.settings(), rooms.serdes(), SealedLog.KEYS, guard)
                        .addTo(rooms.builder())));
  }

  private static void pipe(final TopologyTestKit kit, final String id) {
    kit.input(
            Topics.AUDIT_INBOX,
            AuditEvent.class,
            act -> act.getTenantId().getBytes(StandardCharsets.UTF_8))
        .pipe(List.of(SealedLog.act("acme", id)));
  }

  /** A topic with so many entries that nobody signed. */
  private record Holding(long entries) implements LogSource {

    @Override
    public Optional<PublishedCheckpoint> lastCheckpoint(final TrailLog log) {
      return Optional.empty();
    }

    @Override
    public boolean isUnused(final TrailLog log) {
      return entries == 0;
    }

    @Override
    public boolean isExpired(final TrailLog log) {
      return false;
    }

    @Override
    public OptionalLong lastLeaf(final TrailLog log) {
      return entries == 0 ? OptionalLong.empty() : OptionalLong.of(entries - 1);
    }

    @Override
    public void walk(final TrailLog log, final LeafWalk walk) {}
  }
}
