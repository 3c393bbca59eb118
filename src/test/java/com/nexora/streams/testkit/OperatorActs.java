package com.nexora.streams.testkit;

import com.nexora.events.AuditEvent;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.processkit.Topic;
import com.nexora.streams.schema.AvroSerdes;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Deserializer;

/** The acts of the product's operators on their way to the trail. */
public final class OperatorActs {

  private OperatorActs() {}

  /** All that are committed now, in the order of each partition. */
  public static List<AuditEvent> read(final RunningCluster cluster, final AvroSerdes serdes) {
    final Deserializer<AuditEvent> deserializer = serdes.value(AuditEvent.class).deserializer();
    final List<AuditEvent> acts = new ArrayList<>();
    Topic.each(
        cluster.bootstrapServers(),
        Topics.AUDIT_ACTS,
        record -> acts.add(deserializer.deserialize(Topics.AUDIT_ACTS, record.value())));
    return acts;
  }
}
