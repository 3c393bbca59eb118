package com.nexora.streams.bench.analytics;

import com.nexora.streams.analytics.AnalyticsTopology;
import com.nexora.streams.analytics.MetricsReader;
import com.nexora.streams.analytics.Window;
import com.nexora.streams.bench.Job;
import com.nexora.streams.bench.Owner;
import com.nexora.streams.bench.Running;
import com.nexora.streams.bench.Variant;
import com.nexora.streams.bench.WindowRow;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.catalogue.TenantConfigs;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.deadletter.ReplayProof;
import com.nexora.streams.ingest.GateTopology;
import com.nexora.streams.ingest.Gated;
import com.nexora.streams.privacy.PrivacyKeys;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.runtime.ReadableStores;
import com.nexora.streams.schema.AvroSerdes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/** Our analytics as shipped: the gate in front, every setting its default. */
public final class NexoraAnalytics implements Variant {

  @Override
  public Running start(final Job job) {
    return StreamsRunning.start(
        job,
        serdes -> (settings, kafka) -> graph(settings, serdes, new TopologyConfig(kafka)),
        Map.of(),
        Intake.open(),
        (stores, owners) -> windows(stores, owners, job.at()));
  }

  private static Topology graph(
      final TopologySettings settings, final AvroSerdes serdes, final TopologyConfig config) {
    final StreamsBuilder builder = new StreamsBuilder(config);
    TenantConfigs.addTo(builder, serdes);
    final Gated gated =
        new GateTopology(
                settings,
                serdes,
                Redactor.shipped(),
                ReplayProof.none(),
                PrivacyKeys.random().seal())
            .addTo(builder);
    new AnalyticsTopology(settings, serdes).addTo(builder, gated.agents());
    return builder.build();
  }

  /** The five windows of each owner, as our reader answers them. */
  static List<WindowRow> windows(
      final ReadableStores stores, final List<Owner> owners, final long at) {
    final MetricsReader reader =
        new MetricsReader(stores.openAll(Stores.METRIC_PANES, QueryableStoreTypes.keyValueStore()));
    final List<WindowRow> rows = new ArrayList<>();
    for (final Owner owner : owners) {
      for (final Window window : Window.values()) {
        rows.add(
            PaneWindows.row(
                owner,
                window.minutes(),
                owner.agent() == null
                    ? reader.tenant(owner.tenant(), window, at)
                    : reader.entity(owner.tenant(), owner.agent(), window, at)));
      }
    }
    return rows;
  }
}
