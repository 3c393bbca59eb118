package com.nexora.streams.topology;

import static com.nexora.streams.testkit.Events.audit;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.AuditPage;
import com.nexora.streams.audit.AuditQuery;
import com.nexora.streams.audit.AuditReader;
import com.nexora.streams.audit.AuditView;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.catalogue.RetentionClass;
import com.nexora.streams.catalogue.RetentionClasses;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.testkit.TopologyTestKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole product with all retention classes of the catalogue in use. */
final class RetentionLogsTest {

  private static final RetentionClasses CLASSES =
      RetentionClasses.of(TopicCatalogue.load(TopicCatalogue.DEV));
  private static final HmacKeys KEYS =
      HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(new byte[32]));

  private final TopologyTestKit kit =
      TopologyTestKit.whole(
          (properties, serdes) ->
              new NexoraTopology(settings(), serdes, KEYS)
                  .build(new TopologyConfig(new StreamsConfig(properties))));

  @AfterEach
  void close() {
    kit.close();
  }

  private static TopologySettings settings() {
    return TopologySettings.defaults(1, 1).keeping(CLASSES);
  }

  private void act(final String id, final String... frameworks) {
    final AuditEvent act = audit().of("acme").id(id).build();
    act.setCategory("SYSTEM");
    act.setFrameworks(List.of(frameworks));
    kit.audits().pipe(act);
    kit.advance(Duration.ofSeconds(1));
  }

  @Test
  void shouldSealEveryClassInTopicsAndALogOfItsOwn() {
    // When
    act("a", "SOC2");
    act("b");
    act("c", "SOC2");

    // Then
    assertThat(records("short"))
        .extracting(
            AuditRecord::getAuditId, AuditRecord::getLeafIndex, AuditRecord::getTenantSequence)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("ext:a", 0L, 1L),
            org.assertj.core.groups.Tuple.tuple("ext:c", 1L, 2L));
    assertThat(records("default"))
        .extracting(AuditRecord::getAuditId, AuditRecord::getLeafIndex)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("ext:b", 0L));
    assertThat(records("long")).isEmpty();
    assertThat(reader().byId("acme", "c"))
        .get()
        .returns("short/0", AuditView::logId)
        .returns(1L, AuditView::leafIndex);
  }

  @Test
  void shouldListATenantsTrailOfAllClassesInPagesNewestFirst() {
    // Given
    for (int i = 0; i < 10; i++) {
      act("act-" + i, i % 3 == 0 ? "SOC2" : "SOX");
    }
    final List<String> listed = new ArrayList<>();
    String cursor = null;

    // When
    do {
      final AuditPage page =
          reader().list(new AuditQuery("acme", null, null, null, null, 3, cursor));
      page.entries().forEach(entry -> listed.add(entry.event().getAuditId()));
      cursor = page.nextCursor();
    } while (cursor != null);

    // Then
    assertThat(listed)
        .containsExactly(
            "ext:act-9",
            "ext:act-8",
            "ext:act-7",
            "ext:act-6",
            "ext:act-5",
            "ext:act-4",
            "ext:act-3",
            "ext:act-2",
            "ext:act-1",
            "ext:act-0");
  }

  private List<AuditRecord> records(final String name) {
    final RetentionClass retention =
        CLASSES.all().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    return kit.output(retention.records(), AuditRecord.class).readAll();
  }

  private AuditReader reader() {
    final List<ReadOnlyKeyValueStore<Bytes, byte[]>> entries = new ArrayList<>();
    for (final RetentionClass retention : CLASSES.all()) {
      entries.add(kit.keyValueStore(retention.own(Stores.AUDIT_ENTRIES)));
    }
    return new AuditReader(entries);
  }
}
