package com.nexora.streams.catalogue;

import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.tenantConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.Destination;
import com.nexora.events.EventFilter;
import com.nexora.events.NHIEvent;
import com.nexora.events.TenantConfig;
import com.nexora.events.TenantRedaction;
import com.nexora.streams.catalogue.TenantSettings.Filter;
import com.nexora.streams.catalogue.TenantSettings.Redaction;
import com.nexora.streams.catalogue.TenantSettings.Sink;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.testkit.Rooms;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Settings as a processor sees them: it notes them for the tenant of every event. */
final class TenantConfigsTest {

  private static final TenantSettings DEFAULTS = TenantSettings.defaults(60, 5);

  private final List<TenantSettings> seen = new ArrayList<>();
  private final TopologyTestKit kit = TopologyTestKit.of(this::notingSettings);

  private void notingSettings(final Rooms rooms) {
    rooms.tenantConfigs();
    rooms
        .nhi()
        .process(
            () -> new NoteProcessor(rooms.serdes(), rooms.settings(), seen),
            Named.as("note-settings"));
  }

  private static final class NoteProcessor
      extends ContextualProcessor<byte[], NHIEvent, Void, Void> {
    private final AvroSerdes serdes;
    private final TopologySettings settings;
    private final List<TenantSettings> seen;
    private TenantConfigs tenants;

    NoteProcessor(
        final AvroSerdes serdes, final TopologySettings settings, final List<TenantSettings> seen) {
      this.serdes = serdes;
      this.settings = settings;
      this.seen = seen;
    }

    @Override
    public void init(final ProcessorContext<Void, Void> context) {
      super.init(context);
      tenants = TenantConfigs.of(context, serdes, settings);
    }

    @Override
    public void process(final Record<byte[], NHIEvent> record) {
      seen.add(tenants.settings(record.value().getTenantId()));
    }
  }

  @AfterEach
  void close() {
    kit.close();
  }

  private void raw(final String tenantId, final byte[] value) {
    kit.tenantConfigs()
        .raw(
            Topics.TENANT_CONFIG,
            tenantId.getBytes(StandardCharsets.UTF_8),
            value,
            new RecordHeaders(),
            kit.now());
  }

  @Test
  void shouldUseTheDefaultsForATenantWithoutConfiguration() {
    // When
    kit.nhi().pipe(nhi());

    // Then
    assertThat(seen).containsExactly(DEFAULTS);
  }

  @Test
  void shouldUseATenantsOwnSettings() {
    // Given
    kit.tenantConfigs()
        .pipe(
            tenantConfig("tenant-a")
                .setCorrelationThreshold(80)
                .setHighPriorityLimit(2)
                .setCriticality(Map.of("role-1", 4.0))
                .setTopics(List.of(Topics.NHI_EVENTS))
                .setFilters(
                    List.of(
                        new EventFilter(
                            List.of("nhi.updated"), List.of("s"), List.of("severity == 'HIGH'"))))
                .setDestinations(
                    List.of(new Destination("redis", false, Map.of("url", "redis://cache"))))
                .setRetentionDays(7)
                .setBatchSize(20)
                .setCompressionEnabled(false)
                .setAllowUnknownTypes(true)
                .setRequestsPerSecond(40)
                .setRedaction(
                    List.of(new TenantRedaction(List.of("nickname"), List.of("phone"), "hash")))
                .build());

    // When
    kit.nhi().pipe(nhi());

    // Then
    assertThat(seen)
        .containsExactly(
            new TenantSettings(
                true,
                Set.of(Topics.NHI_EVENTS),
                List.of(
                    new Filter(Set.of("nhi.updated"), Set.of("s"), List.of("severity == 'HIGH'"))),
                List.of(new Sink("redis", false, Map.of("url", "redis://cache"))),
                7,
                20,
                false,
                80,
                2,
                Map.of("role-1", 4.0),
                true,
                40,
                List.of(new Redaction(Set.of("nickname"), Set.of("phone"), "hash"))));
  }

  @Test
  void shouldFollowAChange() {
    // Given
    kit.tenantConfigs().pipe(tenantConfig("tenant-a").setHighPriorityLimit(2).build());
    kit.nhi().pipe(nhi().id("before"));
    kit.tenantConfigs().pipe(tenantConfig("tenant-a").setHighPriorityLimit(9).build());

    // When
    kit.nhi().pipe(nhi().id("after"));

    // Then
    assertThat(seen).extracting(TenantSettings::highPriorityLimit).containsExactly(2, 9);
  }

  @Test
  void shouldKeepTheLastGoodConfigurationWhenABadOneArrives() {
    // Given
    kit.tenantConfigs().pipe(tenantConfig("tenant-a").setHighPriorityLimit(2).build());
    raw("tenant-a", new byte[] {1, 2, 3});

    // When
    kit.nhi().pipe(nhi());

    // Then
    assertThat(seen).extracting(TenantSettings::highPriorityLimit).containsExactly(2);
  }

  @Test
  void shouldIgnoreAConfigurationUnderAnotherTenantsKey() {
    // Given
    final TenantConfig foreign = tenantConfig("tenant-b").setEnabled(false).build();
    raw("tenant-a", kit.tenantConfigs().encode(foreign));

    // When
    kit.nhi().pipe(nhi());

    // Then
    assertThat(seen).containsExactly(DEFAULTS);
  }

  @Test
  void shouldReturnToTheDefaultsWhenAConfigurationIsDeleted() {
    // Given
    kit.tenantConfigs().pipe(tenantConfig("tenant-a").setHighPriorityLimit(2).build());
    raw("tenant-a", null);

    // When
    kit.nhi().pipe(nhi());

    // Then
    assertThat(seen).containsExactly(DEFAULTS);
  }

  @Test
  void shouldReplaceNumbersOutOfRangeByTheDefaults() {
    // Given
    kit.tenantConfigs()
        .pipe(
            tenantConfig("tenant-a")
                .setCorrelationThreshold(0)
                .setHighPriorityLimit(-1)
                .setRetentionDays(-1)
                .setBatchSize(0)
                .setRequestsPerSecond(-1)
                .build());

    // When
    kit.nhi().pipe(nhi());

    // Then
    assertThat(seen).containsExactly(DEFAULTS);
  }
}
