package com.nexora.streams.analytics;

import com.nexora.events.AnalyticsAlert;
import com.nexora.events.TenantPulse;
import com.nexora.streams.catalogue.CommitPace;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.TopologySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the pulses of a tenant's partitions and raises the tenant's alerts.
 *
 * <p>Pulses carry the time of the tick that made them, so stream time is the time of the ticks: a
 * replay judges the same minutes at the same pulses.
 */
final class TenantPulseProcessor implements Processor<byte[], TenantPulse, byte[], AnalyticsAlert> {

  private static final String ALERT_TYPE = "anomaly.detected";
  private static final int SCHEMA_VERSION = 1;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private final TopologySettings settings;
  private final TenantJudge judge;
  private @Nullable Attached attached;

  TenantPulseProcessor(final TopologySettings settings) {
    this.settings = settings;
    this.judge = new TenantJudge(settings.analytics().anomalies());
  }

  /** What the processor has once it stands in a task. */
  private record Attached(
      ProcessorContext<byte[], AnalyticsAlert> context,
      KeyValueStore<Bytes, byte[]> tenants,
      CommitPace pace) {}

  @Override
  public void init(final ProcessorContext<byte[], AnalyticsAlert> context) {
    attached =
        new Attached(
            context,
            context.getStateStore(Stores.TENANT_PULSES),
            new CommitPace(settings.commitAtMostEvery().toMillis(), context::commit));
    context.schedule(LOOK_EVERY, PunctuationType.STREAM_TIME, this::lookAtAll);
    context.schedule(
        settings.commitAtMostEvery(), PunctuationType.WALL_CLOCK_TIME, attached().pace()::tick);
  }

  private Attached attached() {
    return Objects.requireNonNull(attached);
  }

  @Override
  public void process(final Record<byte[], TenantPulse> record) {
    final Bytes key = Bytes.wrap(EntityKey.tenantPrefix(record.value().getTenantId()));
    final TenantHealth health = TenantHealth.decode(attached().tenants().get(key));
    health.add(record.value(), record.timestamp());
    look(key, health, record.timestamp());
  }

  private void lookAtAll(final long now) {
    final List<KeyValue<Bytes, byte[]>> all = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> tenants = attached().tenants().all()) {
      tenants.forEachRemaining(all::add);
    }
    for (final KeyValue<Bytes, byte[]> tenant : all) {
      final TenantHealth health = TenantHealth.decode(tenant.value);
      if (judge.isForgotten(health, now)) {
        attached().tenants().delete(tenant.key);
      } else if (!health.gathering.isEmpty() || !health.incidents.isEmpty()) {
        look(tenant.key, health, now);
      }
    }
  }

  private void look(final Bytes key, final TenantHealth health, final long now) {
    final String tenantId = EntityKey.parse(key.get()).tenantId();
    final List<AlertDraft> drafts = judge.judge(health, now);
    attached().tenants().put(key, health.encode());
    for (final AlertDraft draft : drafts) {
      final AnalyticsAlert alert = AlertRecords.of(new EntityKey(tenantId, ""), draft);
      attached()
          .context()
          .forward(
              new Record<>(
                  key.get(),
                  alert,
                  now,
                  OutputHeaders.of(tenantId, ALERT_TYPE, alert.getAlertId(), SCHEMA_VERSION)));
    }
    if (!drafts.isEmpty()) {
      attached().pace().ask(attached().context().currentSystemTimeMs());
    }
  }
}
