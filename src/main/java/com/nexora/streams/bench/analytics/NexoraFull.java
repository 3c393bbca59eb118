package com.nexora.streams.bench.analytics;

import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.bench.Job;
import com.nexora.streams.bench.Running;
import com.nexora.streams.bench.Variant;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.topology.NexoraTopology;
import java.util.Base64;
import java.util.Map;
import org.apache.kafka.streams.TopologyConfig;

/**
 * The whole product over the same events: beside the figures, the state of every agent, and the
 * finished tasks sealed into the audit trail.
 */
public final class NexoraFull implements Variant {

  private static final String AUDITED = "task.completed";

  @Override
  public Running start(final Job job) {
    final HmacKeys keys = HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(new byte[32]));
    return StreamsRunning.start(
        job,
        serdes ->
            (settings, kafka) ->
                new NexoraTopology(settings, serdes, keys).build(new TopologyConfig(kafka)),
        Map.of(Topics.AUDIT_INBOX, job.counts().getOrDefault(AUDITED, 0L)),
        Intake.open(),
        (stores, owners) -> NexoraAnalytics.windows(stores, owners, job.at()));
  }
}
