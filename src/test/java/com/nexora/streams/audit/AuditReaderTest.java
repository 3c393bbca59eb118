package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.events.AuditEvent;
import com.nexora.streams.audit.checkpoint.SealGuard;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.testkit.TopologyTestKit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AuditReaderTest {

  private final TopologyTestKit kit =
      TopologyTestKit.of(
          rooms ->
              new SequencerTopology(
                      rooms.settings(), rooms.serdes(), SealedLog.KEYS, SealGuard.open())
                  .addTo(rooms.builder()));

  private final AuditReader reader =
      new AuditReader(List.of(kit.keyValueStore(Stores.AUDIT_ENTRIES)));

  @BeforeEach
  void seal() {
    for (int i = 0; i < 10; i++) {
      for (final String tenant : List.of("acme", "acme2", "ac")) {
        final AuditEvent act = SealedLog.act(tenant, "ext:act-" + i);
        act.setActor("user-" + i % 2);
        act.setAction(i < 5 ? "read" : "write");
        act.setOccurredAt(1_000L + i);
        kit.input(Topics.AUDIT_INBOX, AuditEvent.class, a -> SealedLog.utf8(a.getTenantId()))
            .pipe(act);
      }
    }
  }

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void shouldListATenantsEntriesNewestFirstAndNobodyElses() {
    // When
    final AuditPage page = reader.list(AuditQuery.newest("acme", 100));

    // Then
    assertThat(page.entries())
        .hasSize(10)
        .allSatisfy(view -> assertThat(view.event().getTenantId()).isEqualTo("acme"));
    assertThat(page.entries().get(0).tenantSequence()).isEqualTo(10);
    assertThat(page.nextCursor()).isNull();
  }

  @Test
  void shouldPageWithoutGapOrRepeat() {
    // Given
    final List<Long> sequences = new ArrayList<>();
    String cursor = null;

    // When
    do {
      final AuditPage page = reader.list(new AuditQuery("acme", null, null, null, null, 3, cursor));
      page.entries().forEach(view -> sequences.add(view.tenantSequence()));
      cursor = page.nextCursor();
    } while (cursor != null);

    // Then
    assertThat(sequences).containsExactly(10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
  }

  @Test
  void shouldFilterByActorActionAndTime() {
    // When
    final AuditPage page =
        reader.list(new AuditQuery("acme", "user-1", "write", 1_006L, 1_009L, 10, null));

    // Then
    assertThat(page.entries())
        .extracting(view -> view.event().getAuditId())
        .containsExactly("ext:act-7");
  }

  @Test
  void shouldFindAnEntryByTheTrailsId() {
    // When
    final AuditView view = reader.byId("acme", "ext:act-3").orElseThrow();

    // Then
    assertThat(view.tenantSequence()).isEqualTo(4);
    assertThat(view.leafIndex()).isEqualTo(9);
    assertThat(view.logId()).isEqualTo("default/0");
    assertThat(view.leafHash()).hasSize(64);
    assertThat(view.schemaHash())
        .isEqualTo(HexFormat.of().formatHex(AuditFormat.currentSchemaHash()));
  }

  @Test
  void shouldFindAnEntryByTheProducersOwnId() {
    // When
    final AuditView view = reader.byId("acme", "act-3").orElseThrow();

    // Then
    assertThat(view.event().getAuditId()).isEqualTo("ext:act-3");
  }

  @Test
  void shouldNotFindAnotherTenantsEntry() {
    // When
    final var found = reader.byId("a", "ext:act-3");

    // Then
    assertThat(found).isEmpty();
  }

  @Test
  void shouldRefuseACursorOfOtherFilters() {
    // Given
    final String cursor = reader.list(AuditQuery.newest("acme", 3)).nextCursor();

    // When
    final AuditQuery other = new AuditQuery("acme", "user-1", null, null, null, 3, cursor);

    // Then
    assertThatThrownBy(() -> reader.list(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other filters");
  }

  @Test
  void shouldRefuseWhatIsNoCursor() {
    // Given
    final AuditQuery query = new AuditQuery("acme", null, null, null, null, 3, "%%%");

    // Then
    assertThatThrownBy(() -> reader.list(query)).isInstanceOf(IllegalArgumentException.class);
  }
}
