package com.nexora.streams.bench.analytics;

import com.nexora.streams.bench.VariantSpec;
import java.util.ArrayList;
import java.util.List;

/** All ways to do it, in the order of the report. */
public final class AnalyticsVariants {

  /** What the others are compared to. */
  public static final String NEXORA = "nexora";

  private AnalyticsVariants() {}

  /** All of them, whether they are built or not. */
  public static List<VariantSpec> all() {
    final List<VariantSpec> all = new ArrayList<>(ours());
    all.addAll(PeerVariants.all());
    return List.copyOf(all);
  }

  private static List<VariantSpec> ours() {
    return List.of(
        VariantSpec.of(
            "plain-consumer",
            "floor: a plain consumer with panes in hash maps, nothing kept",
            PlainConsumer.class),
        VariantSpec.of(
                "noop-streams", "Kafka Streams that does nothing, exactly-once", NoopStreams.class)
            .onlyCounting(),
        VariantSpec.of(
            NEXORA, "our gate and analytics as shipped, exactly-once", NexoraAnalytics.class),
        VariantSpec.of("nexora-full", "the whole product over the same events", NexoraFull.class),
        VariantSpec.of(
            "dsl-flat-histogram",
            "ten windowedBy aggregations of the DSL, our histogram",
            DslFlatHistogram.class),
        VariantSpec.of(
            "textbook-dsl",
            "ten windowedBy aggregations of the DSL, DDSketch library",
            TextbookDsl.class));
  }
}
