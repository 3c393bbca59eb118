package example;

import com.nexora.events.AgentEvent;
import com.nexora.streams.client.LogEnvelope;
import com.nexora.streams.client.NexoraPublisher;
import com.nexora.streams.client.PublisherSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what an agent did, three ways: as an event, as an audit log, as a line of its own log.
 *
 * <p>Arguments: brokers, schema registry, directory of the spool. Try it without a broker: it ends as
 * fast, and the next run with one delivers what this one could not.
 */
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  public static void main(final String[] args) {
    final String brokers = args.length > 0 ? args[0] : "localhost:9092";
    final String registry = args.length > 1 ? args[1] : "http://localhost:8081";
    final Path spool = Path.of(args.length > 2 ? args[2] : "target/spool");
    final PublisherSettings settings =
        PublisherSettings.of(brokers, "example").withRegistry(registry).withSpool(spool, 64L << 20);
    try (NexoraPublisher publisher = NexoraPublisher.start(settings)) {
      for (int i = 0; i < 10; i++) {
        publisher.publish("agent.events", "tenant-a", "agent-7", started());
        publisher.publish(
            LogEnvelope.now(
                LogEnvelope.Kind.AUDIT,
                "agent.execution",
                "tenant-a",
                "example",
                Map.of(
                    "tenant_id", "tenant-a",
                    "action", "agent.execution.started",
                    "actor", "agent-7",
                    "resource", "job-" + i,
                    "outcome", "success",
                    "context", Map.of("attempt", i))));
        LOG.atInfo().addKeyValue("code", "AGENT_EXECUTION_STARTED").log("agent-7 started job {}", i);
      }
    }
  }

  private static AgentEvent started() {
    return AgentEvent.newBuilder()
        .setEventId(UUID.randomUUID().toString())
        .setEventType("agent.started")
        .setAggregateType("agent")
        .setAggregateId("agent-7")
        .setTenantId("tenant-a")
        .setTimestamp(System.currentTimeMillis())
        .build();
  }
}
